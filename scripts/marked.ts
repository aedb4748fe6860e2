/** A place in a text that a command writes, between two marks. */
export interface Marked {
  /** The text's file, from the project's folder on. */
  readonly file: string;
  readonly begin: string;
  readonly end: string;
}

export const markedBy = (file: string, what: string, command: string): Marked => ({
  file,
  begin: `<!-- ${what}: written by ${command} -->`,
  end: `<!-- /${what} -->`,
});

/** The text with what stands between its two marks replaced. Throws where the marks are missing. */
export function withMarked(text: string, { file, begin, end }: Marked, content: string): string {
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${file} has lost the marks of what stands there: ${begin} … ${end}`);
  return `${before}${begin}\n${content}\n${end}${after}`;
}
