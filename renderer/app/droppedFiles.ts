/** More than that is a slip of the hand: a whole disk. */
const MOST_FILES = 10_000;

/** Endings of caption and transcript files, whose media type browsers do not know. */
const DOCUMENTS = /\.(wordlane|srt|vtt|ass|ssa|json|txt|md|csv|tsv)$/iu;

/** Media that a browser has no type for. */
const MEDIA = /\.(mkv|mka|mxf|mts|m2ts|ts|vob|wma|wmv|amr|opus|caf|aiff?|flac|3gp|ogg|oga|mov|avi|flv)$/iu;

/** What the drop brings along, taken at once: the browser empties it when the event is over. */
export function entriesOf(items: DataTransferItemList): readonly FileSystemEntry[] {
  return [...items].flatMap((item) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry() : null;
    return entry === null ? [] : [entry];
  });
}

/** Files as they were dropped, and of folders what looks like media, captions or a project. */
export async function filesOf(entries: readonly FileSystemEntry[]): Promise<readonly File[]> {
  const files: File[] = [];
  for (const entry of entries) {
    if (entry.isFile) files.push(await fileOf(entry as FileSystemFileEntry));
    else await collect(entry as FileSystemDirectoryEntry, files);
  }
  return files;
}

async function collect(folder: FileSystemDirectoryEntry, files: File[]): Promise<void> {
  const reader = folder.createReader();
  // A reader gives at most 100 entries at a time, and none when it is done.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0 || files.length >= MOST_FILES) return;
    for (const entry of batch) {
      if (entry.isDirectory) await collect(entry as FileSystemDirectoryEntry, files);
      else if (!entry.name.startsWith('.')) {
        const file = await fileOf(entry as FileSystemFileEntry);
        if (isWanted(file)) files.push(file);
      }
    }
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** Whether a file of a folder is worth uploading. */
export function isWanted({ name, type }: Pick<File, 'name' | 'type'>): boolean {
  return /^(audio|video)\//u.test(type) || MEDIA.test(name) || DOCUMENTS.test(name);
}
