/**
 * Text without what has no place in HTML, XML or a terminal's table: control characters (tabs and line ends stay), halves of
 * characters, and what turns the text around it around (Unicode, "Bidirectional Character Types": embeddings, overrides, isolates).
 */
export const withoutControls = (text: string): string =>
  text.replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, "\uFFFD");

/** The same on one line, with every space as it was. */
export const inOneLine = (text: string): string => withoutControls(text.replace(/\s/g, " "));

/** Text on one line, its spaces joined, without characters that would move a terminal's cursor. */
export const oneLine = (text: string): string => withoutControls(text.replace(/\s+/g, " ").trim());

/** What a program printed in place of what it is to print: the beginning of it. */
export const excerpt = (text: string): string =>
  text.trim() === "" ? "(nothing)" : text.trim().slice(0, 200);
