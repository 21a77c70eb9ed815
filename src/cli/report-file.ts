import { writeFile } from 'node:fs/promises';
import { type ReportData, renderReport } from '../report/index.ts';
import { visibleText } from '../template/index.ts';

/** Writes a report. Where it cannot be written, a full disk for one, that is said on stderr. Returns whether it was written. */
export async function writeReport(file: string, data: ReportData): Promise<boolean> {
  try {
    await writeFile(file, renderReport(data));
    return true;
  } catch (error) {
    console.error(
      visibleText(`${file}: the report cannot be written: ${error instanceof Error ? error.message : error}`),
    );
    return false;
  }
}
