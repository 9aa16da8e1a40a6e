import type { PretrainResults, Results } from '@ssvaerr/report';
import { dimensions, score } from '@ssvaerr/report';

/** What pre-training by LiRA gave, in the same words whichever way it falls. */
export function liraNote(
  scratch: Results,
  lira: Results & { readonly pretraining: PretrainResults },
): string {
  const { l1, l1OfMean } = lira.pretraining.validation ?? {};
  const heard =
    l1 === undefined || l1OfMean === undefined
      ? ''
      : `LiRA predicts the sound of people it has not seen to within ${score(l1, 2)} standard deviations (the mean of all sound: ${score(l1OfMean, 2)}). `;
  const [before, after] = [scratch, lira].map(({ test, validation }) => test ?? validation);
  const changes = dimensions.map((dimension) => {
    const [from, to] = [before![dimension].ccc, after![dimension].ccc];
    const change = `${to > from ? '+' : ''}${score(to - from)}`;
    return `${dimension} from ${score(from)} to ${score(to)} (${change})`;
  });
  const split = scratch.test ? 'test' : 'validation';
  return `${heard}Begun with the encoder of LiRA instead of from scratch, the same training takes the ${split} CCC of ${changes.join(' and of ')}. One seed: another may say otherwise.`;
}
