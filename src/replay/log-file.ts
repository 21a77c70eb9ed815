/** A file to be read: a local path, `s3://bucket/key`, or `-` for the standard input. */
export interface LogFile {
  readonly path: string;
  /** As it is stored; 0 for the standard input. */
  readonly bytes: number;
}

/** A file that could not be read as it should, in words for people. `skipped` was meant to be passed over. */
export interface ReadNote {
  readonly file: string;
  readonly message: string;
  readonly skipped: boolean;
}
