import { EVENT_ID, type PackedAlert, type ReportData, TIME } from './report-data.ts';

/** An alert as people read it: `Alert` of src/notify, for one finding. */
export interface ShownAlert {
  readonly headline: string;
  readonly place: string;
  readonly summary: string;
  /** A fact without value is the time of the alert. */
  readonly facts: readonly { readonly label: string; readonly value?: string }[];
  readonly steps: readonly string[];
  readonly origin: string;
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

/** The texts of an alert. */
export function unpackAlert({ texts }: Pick<ReportData, 'texts'>, alert: PackedAlert): ShownAlert {
  const text = (index: number): string => (texts[index] ?? '').replaceAll(EVENT_ID, () => alert.eventId);
  return {
    headline: text(alert.headline),
    place: text(alert.place),
    summary: text(alert.summary),
    facts: pairs(alert.facts).map(([label, value]) => ({
      label: text(label),
      ...(value !== TIME && { value: text(value) }),
    })),
    steps: alert.steps.map(text),
    origin: text(alert.origin),
    links: pairs(alert.links).map(([label, url]) => ({ label: text(label), url: text(url) })),
  };
}

function pairs(numbers: readonly number[]): (readonly [number, number])[] {
  return Array.from({ length: numbers.length / 2 }, (_, index) => [
    numbers[2 * index] ?? 0,
    numbers[2 * index + 1] ?? 0,
  ]);
}
