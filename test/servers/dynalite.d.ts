declare module 'dynalite' {
  /** A DynamoDB over HTTP, in memory. */
  export default function dynalite(options?: { createTableMs?: number }): import('node:http').Server;
}
