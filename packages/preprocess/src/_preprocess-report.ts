import { type Clip, grayFrames } from '@ssvaerr/data';
import { readFrames, type Store } from '@ssvaerr/data/node';
import type { LeftOut } from '@ssvaerr/datasets';
import { duration } from '@ssvaerr/host';
import { html, type Markup, page, pictureUri } from '@ssvaerr/report';
import type { LabelSummary } from './label-summary.ts';
import type { PreprocessSummary } from './preprocess-summary.ts';
import { isSilent } from './silence.ts';
import type { VideoEntry } from './video-entry.ts';

const cropsShown = 8;
/** With pictures of more clips no browser would open the page. */
const clipsShown = 200;
const [chartWidth, chartHeight] = [600, 40];

/**
 * Renders one HTML page about all videos: pictures of their clips, quality over time, what was skipped and why. The
 * page has no script and fetches nothing.
 */
export async function renderPreprocessReport(
  data: Omit<PreprocessSummary, 'report'>,
): Promise<string> {
  const { store, entries, skipped, damaged, others } = data;
  const frames = store.clips.reduce((sum, clip) => sum + clip.frames, 0);
  const seconds = store.clips.reduce((sum, clip) => sum + clip.frames / clip.fps, 0);
  const strips = await facesOf(store);
  const used = entries.filter(({ clips }) => clips.length > 0);
  return page({
    title: store.info.source,
    css: ownCss,
    body: html`<h1>${store.info.source}</h1>
<p>${store.clips.length} clips of ${used.length} videos: ${frames} frames, ${duration(seconds)}.
${skipped.length} videos were skipped; ${others.length} other files are not videos.</p>
${list('Skipped', skipped)}${list('Not read to the end', damaged)}
<h2>Videos</h2>
<p class="quiet">The line shows the quality of the best face over time, from 0 (no face) to 1. Each bar below it is a
clip. The pictures are evenly spaced over their clip.</p>
${strips.size < store.clips.length && html`<p>Pictures are shown for the ${strips.size} clips of lowest quality only.</p>`}
${used.map((entry) => section(entry, strips))}
${others.length > 0 && html`<details><summary>${others.length} other files</summary><pre>${others.join('\n')}</pre></details>`}
`,
  });
}

const ownCss = `
.video { margin: 1.5rem 0; break-inside: avoid; }
.video h3 { margin: 0 0 .25rem; }
.video svg { display: block; width: 100%; max-width: ${chartWidth}px; height: ${chartHeight + 12}px; background: var(--surface); }
.video img { display: block; max-width: 100%; }
`;

function list(title: string, items: readonly LeftOut[]): Markup | false {
  if (items.length === 0) return false;
  return html`<h2>${title}</h2>
<div class="wide"><table>
<thead><tr><th class="words">File</th><th class="words">Why</th></tr></thead>
<tbody>
${items.map(({ name, reason }) => html`<tr><th class="words">${name}</th><th class="words">${reason}</th></tr>\n`)}</tbody>
</table></div>
`;
}

function section(entry: VideoEntry, strips: ReadonlyMap<string, string>): Markup {
  const { item, info, fps, frames, withFace, clips, damage, labels } = entry;
  const about = [
    `${info.width} x ${info.height} ${info.codec}`,
    info.audio ? `audio ${info.audio}` : 'no audio',
    fps && `${frames} frames at ${Math.round(100 * fps) / 100} fps`,
    `a face in ${Math.round((100 * withFace) / Math.max(1, frames))} % of the frames`,
    labels && labelsText(labels, clips),
    damage,
  ].filter(Boolean);
  return html`<section class="video">
<h3>${item}</h3>
<p class="quiet">${about.join(', ')}</p>
${timeline(entry)}
${clips.map(({ id, quality, silence }) => {
  const src = strips.get(id);
  return (
    src !== undefined &&
    html`<figure><img src="${src}" alt="Faces of ${id}"><figcaption><b>${id}</b>, face seen in ${Math.round(100 * quality)} % of the frames${isSilent(silence) && ', audio silent'}</figcaption></figure>\n`
  );
})}</section>
`;
}

function labelsText({ origin, missing, raters }: LabelSummary, clips: VideoEntry['clips']): string {
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const labeled = sum(clips.map(({ labeled = 0 }) => labeled));
  const frames = sum(clips.map(({ frames }) => frames));
  const by = raters.length > 0 ? ` by ${raters.join(', ')}` : '';
  return `labels ${origin}${by}, ${missing} missing; ${labeled} of ${frames} frames have labels`;
}

/** Draws the quality over time, and where the clips lie. */
function timeline({ quality, frames, clips }: VideoEntry): Markup {
  const at = (frame: number) => ((frame / Math.max(1, frames)) * chartWidth).toFixed(1);
  const step = chartWidth / Math.max(1, quality.length);
  const points = quality.flatMap((value, i) => {
    const y = (chartHeight * (1 - value)).toFixed(1);
    return [`${(i * step).toFixed(1)},${y}`, `${((i + 1) * step).toFixed(1)},${y}`];
  });
  return html`<svg viewBox="0 0 ${chartWidth} ${chartHeight + 12}" preserveAspectRatio="none" role="img" aria-label="Quality over time">
<polyline points="${points.join(' ')}" fill="none" stroke="var(--series-0)" stroke-width="1.5"/>
${clips.map(
  ({ start, frames }) =>
    html`<rect x="${at(start)}" y="${chartHeight + 4}" width="${Math.max(1, Number(at(frames)) - 2)}" height="6" fill="var(--series-2)"/>`,
)}
</svg>`;
}

/** Draws a strip of faces for each clip; if there are too many, for those of lowest quality. */
async function facesOf(store: Store): Promise<ReadonlyMap<string, string>> {
  const shown = [...store.clips].sort((a, b) => a.quality - b.quality).slice(0, clipsShown);
  const strips = new Map<string, string>();
  for (const clip of shown) strips.set(clip.id, pictureUri(await strip(store, clip)));
  return strips;
}

async function strip(store: Store, clip: Clip) {
  const { height, width, channels } = store.info;
  const count = Math.min(cropsShown, clip.frames);
  const pixels = new Uint8Array(height * width * count);
  for (let i = 0; i < count; i++) {
    const start = Math.floor(((i + 0.5) * clip.frames) / count);
    const frame = grayFrames(await readFrames(store, clip, { start, count: 1 }), channels);
    for (let y = 0; y < height; y++) {
      const row = frame.subarray(y * width, (y + 1) * width);
      pixels.set(row, (y * count + i) * width);
    }
  }
  return { height, width: width * count, pixels };
}
