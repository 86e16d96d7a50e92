// Files that were dropped or chosen, folders opened.

/** No drop brings more files than this; a school's photos go in as a zip or a folder at a time. */
export const MOST_FILES = 5000;

/** Every file of a drop, those within folders too, in the order of their names. */
export async function filesOf(transfer: DataTransfer): Promise<File[]> {
  // Entries must be taken before the first wait: afterwards the drop is over.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return inOrder([...transfer.files]);
  const found: File[] = [];
  for (const entry of entries) await gather(entry, found);
  return inOrder(found);
}

/** Sorted as people sort names with numbers in them; what a system hides in folders is left out. */
export function inOrder(files: readonly File[]): File[] {
  return files
    .filter(({ name }) => !name.startsWith(".") && !/^(thumbs\.db|desktop\.ini)$/i.test(name))
    .toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
    .slice(0, MOST_FILES);
}

async function gather(entry: FileSystemEntry, found: File[]): Promise<void> {
  if (found.length >= MOST_FILES) return;
  if (entry.isFile) {
    found.push(await new Promise<File>((take, refuse) => (entry as FileSystemFileEntry).file(take, refuse)));
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A folder is read in pieces until one is empty.
    const piece = await new Promise<FileSystemEntry[]>((take, refuse) => reader.readEntries(take, refuse));
    if (piece.length === 0) return;
    for (const inner of piece) await gather(inner, found);
  }
}
