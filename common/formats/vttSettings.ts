import type { CuePlacement } from '../document/types.ts';

export interface VttRegion {
  readonly id: string;
  /** Percent of the picture's width. */
  readonly width: number;
  readonly lines: number;
  readonly regionAnchor: readonly [number, number];
  readonly viewportAnchor: readonly [number, number];
  readonly scroll: 'up' | '';
}

/** The settings of a cue as the specification's parser leaves them; defaults where nothing valid was said. */
export interface VttSettings {
  /** Id of a region that the file defines; null when none applies. */
  readonly region: string | null;
  readonly vertical: 'rl' | 'lr' | '';
  /** A line number when `snapToLines`, else percent; null is auto. */
  readonly line: number | null;
  readonly lineAlign: 'start' | 'center' | 'end';
  readonly snapToLines: boolean;
  /** Percent; null is auto. */
  readonly position: number | null;
  readonly positionAlign: 'auto' | 'line-left' | 'center' | 'line-right';
  readonly size: number;
  /** Old files say `middle`, which is not a value any more: they mean the default, `center`. */
  readonly align: 'start' | 'center' | 'end' | 'left' | 'right';
}

export const DEFAULT_VTT_SETTINGS: VttSettings = {
  region: null,
  vertical: '',
  line: null,
  lineAlign: 'start',
  snapToLines: true,
  position: null,
  positionAlign: 'auto',
  size: 100,
  align: 'center',
};

/** "Parse the WebVTT cue settings"; `regions` are those that the file has defined so far. */
export function parseVttSettings(text: string, regions: readonly VttRegion[]): VttSettings {
  let settings = DEFAULT_VTT_SETTINGS;
  for (const [name, value] of settingPairs(text)) {
    switch (name) {
      case 'region':
        settings = { ...settings, region: regions.findLast((region) => region.id === value)?.id ?? null };
        break;
      case 'vertical':
        // There are no vertical regions.
        if (value === 'rl' || value === 'lr') settings = { ...settings, vertical: value, region: null };
        break;
      case 'line':
        settings = { ...settings, ...parseLine(value) };
        break;
      case 'position':
        settings = { ...settings, ...parsePosition(value) };
        break;
      case 'size': {
        const size = parsePercentage(value);
        if (size !== null) settings = { ...settings, size, region: size === 100 ? settings.region : null };
        break;
      }
      case 'align':
        if (isAlign(value)) settings = { ...settings, align: value };
        break;
    }
  }
  return settings;
}

/** "Collect WebVTT region settings". */
export function parseVttRegion(text: string): VttRegion {
  let region: VttRegion = {
    id: '',
    width: 100,
    lines: 3,
    regionAnchor: [0, 100],
    viewportAnchor: [0, 100],
    scroll: '',
  };
  for (const [name, value] of settingPairs(text)) {
    switch (name) {
      case 'id':
        region = { ...region, id: value };
        break;
      case 'width':
        region = { ...region, width: parsePercentage(value) ?? region.width };
        break;
      case 'lines':
        if (isAll(value, isDigit)) region = { ...region, lines: Number(value) };
        break;
      case 'regionanchor':
        region = { ...region, regionAnchor: parseAnchor(value) ?? region.regionAnchor };
        break;
      case 'viewportanchor':
        region = { ...region, viewportAnchor: parseAnchor(value) ?? region.viewportAnchor };
        break;
      case 'scroll':
        if (value === 'up') region = { ...region, scroll: 'up' };
        break;
    }
  }
  return region;
}

/**
 * Where a cue with these settings stands, in the nine places that the document knows; null for the usual one
 * (bottom, centred). A picture has about 15 lines: 0–4 are the top, the last five the bottom.
 */
export function placementOfVttSettings(settings: VttSettings): CuePlacement | null {
  const vertical = verticalPlaceOf(settings);
  const align = alignmentOf(settings);
  return vertical === 'bottom' && align === 'center' ? null : { vertical, align };
}

/** Settings that put a cue there, with a space in front; '' for the usual place. */
export function vttSettingsOfPlacement(placement: CuePlacement | null): string {
  if (placement === null) return '';
  const line = { top: ' line:0', middle: ' line:50%', bottom: '' }[placement.vertical];
  const align = { left: ' align:left', center: '', right: ' align:right' }[placement.align];
  return line + align;
}

function verticalPlaceOf(settings: VttSettings): CuePlacement['vertical'] {
  const { line } = settings;
  if (line === null || settings.vertical !== '') return 'bottom';
  if (!settings.snapToLines) return line < 34 ? 'top' : line < 67 ? 'middle' : 'bottom';
  if (line >= 0) return line < 5 ? 'top' : line < 10 ? 'middle' : 'bottom';
  return line >= -5 ? 'bottom' : line >= -10 ? 'middle' : 'top';
}

function alignmentOf(settings: VttSettings): CuePlacement['align'] {
  if (settings.align === 'left' || settings.align === 'start') return 'left';
  if (settings.align === 'right' || settings.align === 'end') return 'right';
  if (settings.position === null) return 'center';
  return settings.position < 34 ? 'left' : settings.position < 67 ? 'center' : 'right';
}

function parseLine(value: string): Partial<VttSettings> {
  const [offset, alignment] = splitAtComma(value);
  if (![...offset].some((sign) => isDigit(sign.charCodeAt(0)))) return {};
  const isPercent = offset.endsWith('%');
  const line = isPercent ? parsePercentage(offset) : parseLineNumber(offset);
  if (line === null) return {};
  if (alignment !== null && alignment !== 'start' && alignment !== 'center' && alignment !== 'end') return {};
  return {
    line,
    snapToLines: !isPercent,
    region: null,
    ...(alignment === null ? {} : { lineAlign: alignment }),
  };
}

function parseLineNumber(text: string): number | null {
  const digits = text.startsWith('-') ? text.slice(1) : text;
  // `+ 0`: the specification has no negative zero.
  return isDecimal(digits) ? Number(text) + 0 : null;
}

function parsePosition(value: string): Partial<VttSettings> {
  const [offset, alignment] = splitAtComma(value);
  const position = parsePercentage(offset);
  if (position === null) return {};
  if (alignment === null) return { position };
  if (alignment !== 'line-left' && alignment !== 'center' && alignment !== 'line-right') return {};
  return { position, positionAlign: alignment };
}

function parseAnchor(value: string): readonly [number, number] | null {
  const [first, second] = splitAtComma(value);
  if (second === null) return null;
  const [x, y] = [parsePercentage(first), parsePercentage(second)];
  return x === null || y === null ? null : [x, y];
}

/** `12%`, `12.5%`, 0–100; null otherwise. */
function parsePercentage(text: string): number | null {
  if (!text.endsWith('%')) return null;
  const digits = text.slice(0, -1);
  if (!isDecimal(digits)) return null;
  const value = Number(digits);
  return value <= 100 ? value : null;
}

/** Digits, or digits, a full stop and digits. */
function isDecimal(text: string): boolean {
  const dot = text.indexOf('.');
  if (dot < 0) return isAll(text, isDigit);
  return isAll(text.slice(0, dot), isDigit) && isAll(text.slice(dot + 1), isDigit);
}

function isAll(text: string, accepts: (code: number) => boolean): boolean {
  for (let index = 0; index < text.length; index++) if (!accepts(text.charCodeAt(index))) return false;
  return text !== '';
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isAlign(value: string): value is VttSettings['align'] {
  return value === 'start' || value === 'center' || value === 'end' || value === 'left' || value === 'right';
}

function splitAtComma(value: string): readonly [string, string | null] {
  const comma = value.indexOf(',');
  return comma < 0 ? [value, null] : [value.slice(0, comma), value.slice(comma + 1)];
}

/** `name:value` tokens between ASCII whitespace; tokens without a name or a value are left out. */
function settingPairs(text: string): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (const token of text.split(/[\t\n\f\r ]/u)) {
    const colon = token.indexOf(':');
    if (colon > 0 && colon < token.length - 1) pairs.push([token.slice(0, colon), token.slice(colon + 1)]);
  }
  return pairs;
}
