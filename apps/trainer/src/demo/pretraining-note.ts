import { dimensions, score } from '@ssvaerr/report';
import type { Method } from '../methods/method.ts';
import type { DemoResults } from './demo-results.ts';

/** Says what pre-training changed, in the same words whichever way it went. */
export function pretrainingNote(
  { title, summary }: Pick<Method, 'title' | 'summary'>,
  { scratch, lira: pretrained }: Pick<DemoResults, 'scratch' | 'lira'>,
): string {
  const about = summary?.(pretrained.pretraining.validation ?? {}) ?? '';
  const split = scratch.test ? 'test' : 'validation';
  const [before, after] = [scratch, pretrained].map(({ test, validation }) => test ?? validation);
  const changes = dimensions.map((dimension) => {
    const [from, to] = [before![dimension].ccc, after![dimension].ccc];
    return `${dimension} ${score(from)} → ${score(to)}`;
  });
  return `${about && `${about} `}Starting from ${title}'s encoder instead of untrained weights changes ${split} CCC: ${changes.join(', ')} (one seed; others may differ).`;
}
