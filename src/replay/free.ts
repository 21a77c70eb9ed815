/** Gives the memory of bytes back at once. V8, left to itself, collects all garbage for every 30 MB of them. */
export function free({ buffer }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength > Buffer.poolSize) buffer.transfer(0);
}
