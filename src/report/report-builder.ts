import type { Finding } from '../finding/finding.ts';
import { describeAlert } from '../notify/index.ts';
import type { Outcome } from '../pipeline.ts';
import { visibleText } from '../template/index.ts';
import {
  EVENT_ID,
  type PackedAlert,
  type ReportAbout,
  type ReportData,
  type ReportRule,
  type ReportTotals,
  TIME,
} from './report-data.ts';

/** Collects the alerts of a replay, in as little memory as their texts take. */
export class ReportBuilder {
  readonly #rules = new Map<string, { readonly index: number; readonly rule: ReportRule }>();
  readonly #texts = new Map<string, number>();
  readonly #alerts: PackedAlert[] = [];
  readonly #untold = { held: 0, suppressed: 0 };

  add({ finding, delivery }: Outcome): void {
    if (delivery === 'held' || delivery === 'suppressed') this.#untold[delivery] += 1;
    else this.#alerts.push(this.#pack(finding, delivery === 'thread'));
  }

  data({ events, files, first, last }: ReportTotals, { paths, ...about }: ReportAbout): ReportData {
    return {
      ...{ events, files, first, last, ...this.#untold },
      about: { ...about, paths: paths.map(visibleText) },
      rules: [...this.#rules.values()].map(({ rule }) => rule),
      texts: [...this.#texts.keys()],
      alerts: this.#alerts.toSorted((a, b) => a.time - b.time),
    };
  }

  #pack(finding: Finding, joined: boolean): PackedAlert {
    const alert = describeAlert(finding);
    const { eventID } = finding.event;
    // One that cannot be shown as it is stands nowhere in the texts.
    const eventId = typeof eventID === 'string' && visibleText(eventID) === eventID ? eventID : '';
    const text = (value: string): number => this.#intern(eventId ? value.replaceAll(eventId, EVENT_ID) : value);
    return {
      time: Math.floor(Date.parse(finding.time) / 1000 || -1),
      rule: this.#ruleOf(finding),
      severity: alert.severity,
      joined,
      eventId,
      actor: this.#intern(finding.identity.name),
      country: this.#intern(visibleText(finding.network.countryName ?? finding.network.country ?? '')),
      account: this.#intern(visibleText([finding.account.name, finding.account.id].filter(Boolean).join(' · '))),
      headline: text(alert.headline),
      place: text(alert.place),
      summary: text(alert.summary),
      origin: text(alert.origin),
      facts: alert.facts.flatMap(({ label, value, epochSeconds }) => [
        text(label),
        epochSeconds === undefined ? text(value) : TIME,
      ]),
      steps: alert.steps.map(text),
      links: alert.links.flatMap(({ label, url }) => [text(label), text(url)]),
    };
  }

  #ruleOf({ rule: { id, title, severity, attack } }: Finding): number {
    let entry = this.#rules.get(id);
    if (!entry) {
      entry = { index: this.#rules.size, rule: { id, title: visibleText(title), severity, attack } };
      this.#rules.set(id, entry);
    }
    return entry.index;
  }

  #intern(text: string): number {
    let index = this.#texts.get(text);
    if (index === undefined) {
      index = this.#texts.size;
      this.#texts.set(text, index);
    }
    return index;
  }
}
