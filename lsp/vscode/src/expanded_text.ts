/** What the server answers to virga/expandedTemplate. */
export interface Expansion {
  text?: string | null;
  languageId?: string;
  /** The text is that of an earlier version of the source, which `message` says why. */
  isStale?: boolean;
  message?: string;
}

/** A comment on one line of its own. */
const remark = (words: string, isJson: boolean): string => `${isJson ? '//' : '#'} ${words.replace(/\s+/g, ' ').trim()}\n`;

/**
 * What the view shows: the expansion, below a line that says so if the source cannot be expanded as it is, or else why
 * there is none. `kept` is the last good expansion, for when the server answers with none.
 */
export function shownExpansion(answer: Expansion, kept: string | undefined, isJson: boolean): string {
  const text = answer.text ?? kept;
  const why = answer.message ?? 'The template cannot be expanded yet; its errors are shown in it';
  if (text === undefined) return remark(why, isJson);
  const isStale = answer.text === undefined || answer.text === null || answer.isStale === true;
  return isStale ? remark(`Out of date: ${why}. Below is the last version that could be expanded.`, isJson) + text : text;
}
