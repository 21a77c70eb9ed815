/** A text that arrives in pieces, one character per byte, so that places in it are places in the file. */
export interface Tape {
  text: string;
  /** Up to where the text was read; the rest stays when the next piece comes. */
  at: number;
  /** Whether the last piece is there. */
  ended: boolean;
}
