import { parseTime } from '../../common/time/parseTime.ts';
import { mediaTime } from '../text/figures.ts';
import { ValueField, type ValueFieldProps } from './valueField.tsx';

const notation = { write: mediaTime, read: parseTime };

/** A media time in milliseconds. Reads all that people type: `22.43`, `0:22.430`, `1m 2s`, `250ms`. */
export function TimeField(props: ValueFieldProps) {
  return <ValueField {...props} notation={notation} />;
}
