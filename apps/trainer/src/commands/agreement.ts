import { resolve, sep } from 'node:path';
import type { LeftOut, MeanDelays } from '@ssvaerr/datasets';
import { UserError } from '@ssvaerr/host';
import { writeFileAtomic } from '@ssvaerr/host/node';
import { type NamedAgreement, summarizeAgreement } from '@ssvaerr/metrics';
import { counted, type Markup } from '@ssvaerr/report';
import * as z from 'zod';
import { positive } from '../config/fields.ts';
import { assertNewFile } from '../host/assert-new-file.ts';
import { openLabelFolder } from '../labels/label-folder.ts';
import type { LabelsRecord } from '../labels/labels-format.ts';
import { estimatedDelays, measuredRecordings } from '../labels/measure-agreement.ts';
import { agreementPage, traceFigure } from './agreement-page.ts';
import { defineCommand } from './command.ts';
import { formatAgreement, reading } from './format-agreement.ts';
import { force } from './shared-flags.ts';
import { ratingsOptions, sourceFlags } from './source-flags.ts';

/** Recordings that a page shows over time. */
const shownRecordings = 12;

export const agreement = defineCommand({
  name: 'agreement',
  summary: 'Measure how far raters agree, and fuse their labels',
  arguments: [
    {
      name: 'labels',
      hint: 'LABELS',
      description:
        'Label files: RATER/RECORDING.csv, files with raters as columns or rows, or one table',
    },
  ],
  flags: z.strictObject({
    fuse: sourceFlags.fuse,
    out: z
      .string()
      .optional()
      .describe('Folder for the fused labels, which preprocess --format csv --labels takes')
      .meta({ hint: 'FOLDER' }),
    page: z
      .string()
      .optional()
      .describe('Page to write: matrices of agreement, and raters over time')
      .meta({ hint: 'FILE.html' }),
    delays: z
      .boolean()
      .default(false)
      .describe('Estimate how late each rater answers, and take it out before all else'),
    scale: sourceFlags.scale.describe(
      'Lowest and highest rating. Default: what the files state, or -1..1',
    ),
    missing: sourceFlags.missing.describe('Numbers that mean a missing rating, such as -5'),
    columns: sourceFlags.columns.describe("Names of the columns. Default: the files' first row"),
    timeUnit: sourceFlags.timeUnit.describe('Unit of times. Default: the unit is recognized'),
    fps: positive.optional().describe('Frames per second of labels that count frames'),
    force,
  }),
  async run({ args: { labels }, flags, context: { log, signal, result } }) {
    const { out, page, fuse: fusion, fps, force } = flags;
    if (page !== undefined) assertNewFile(page, force, '--page');
    if (out !== undefined) assertApart(labels, out);
    const folder =
      out === undefined
        ? undefined
        : await openLabelFolder(out, force, page === undefined ? [] : [page]);
    try {
      const leftOut: LeftOut[] = [];
      const onLeftOut = (left: LeftOut) => {
        leftOut.push(left);
        log.warn(`left out: ${left.name}: ${left.reason}`);
      };
      const given = {
        ...ratingsOptions(flags, 'agreement'),
        ...(fps !== undefined && { fps }),
        signal,
      };
      const delays = flags.delays ? await estimatedDelays(labels, { ...given, onLeftOut }) : null;

      const raters: Record<string, string[]> = {};
      const recordings: object[] = [];
      const alone: string[] = [];
      const figures: Markup[] = [];
      const colored = new Set<string>();
      const measured = { arousal: [] as NamedAgreement[], valence: [] as NamedAgreement[] };
      // With delays, the files were read before: what is left out has been said.
      const options = { ...given, fusion, delays, ...(delays === null && { onLeftOut }) };
      for await (const one of measuredRecordings(labels, options)) {
        const { id, rate, series, agreement } = one;
        const names = series.raters.map(({ name }) => name);
        raters[id] = names;
        const limited = (await folder?.write(`${fusion}/${id}`, series)) ?? 0;
        if (limited > 0) {
          log.warn(`${id}: ${counted(limited, 'fused value')} outside [-1, 1], limited to it.`);
        }
        const { arousal, valence } = agreement;
        if (arousal === null && valence === null) {
          alone.push(id);
          continue;
        }
        if (arousal) measured.arousal.push(arousal);
        if (valence) measured.valence.push(valence);
        const flat = (named: NamedAgreement | null) =>
          named && { raters: named.raters, ...named.agreement };
        recordings.push({ id, rate, arousal: flat(arousal), valence: flat(valence) });
        if (page !== undefined && figures.length < shownRecordings) {
          figures.push(traceFigure(one, fusion, colored));
        }
      }
      if (recordings.length === 0) {
        const found = [...new Set(Object.values(raters).flat())].join(', ');
        throw new UserError(
          `${labels}: no recording has two raters (found: ${found}), so there is no agreement to measure.`,
        );
      }
      if (alone.length > 0) {
        const some = `${alone.slice(0, 3).join(', ')}${alone.length > 3 ? ', …' : ''}`;
        log.warn(`${counted(alone.length, 'recording')} with one rater, not compared: ${some}`);
      }
      const summaries = {
        arousal: summarizeAgreement(measured.arousal),
        valence: summarizeAgreement(measured.valence),
      };
      const record: LabelsRecord = { source: labels, fusion, raters, delays: applied(delays) };
      await folder?.finish(record);
      if (page !== undefined) {
        const shown = { labels, summaries, recordings: recordings.length, delays, figures };
        await writeFileAtomic(page, agreementPage(shown));
      }
      const names = new Set(Object.values(raters).flat());
      const lines = [
        `${labels}: ${counted(recordings.length, 'recording')} with two or more of ${counted(names.size, 'rater')}`,
        '',
        ...formatAgreement(summaries, delays),
        '',
        reading,
        ...(out === undefined ? [] : [`fused labels (${fusion}): ${out}`]),
        ...(page === undefined ? [] : [`page: ${page}`]),
      ];
      result(lines.join('\n'), {
        labels,
        fusion,
        raters,
        ...summaries,
        delays: delays && {
          arousal: Object.fromEntries(delays.arousal),
          valence: Object.fromEntries(delays.valence),
        },
        recordings,
        leftOut,
        out,
        page,
      });
    } finally {
      await folder?.close();
    }
  },
});

function applied(delays: MeanDelays | null): LabelsRecord['delays'] {
  if (delays === null) return null;
  const means = (dimension: 'arousal' | 'valence') =>
    Object.fromEntries([...delays[dimension]].map(([name, { mean }]) => [name, mean]));
  return { arousal: means('arousal'), valence: means('valence') };
}

/** Fused labels among those of raters would be one more rater the next time. */
function assertApart(labels: string, out: string): void {
  const [from, to] = [resolve(labels), resolve(out)];
  const isIn = (inner: string, outer: string) => `${inner}${sep}`.startsWith(`${outer}${sep}`);
  if (!isIn(to, from) && !isIn(from, to)) return;
  throw new UserError(`agreement: --out must be apart from LABELS, got ${out}.`);
}
