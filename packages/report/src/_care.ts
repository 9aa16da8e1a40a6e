import { html } from './markup.ts';

/** What a reader must know of any page about scores. */
export const care = html`<footer class="care">
<h2>Read with care</h2>
<p>Arousal and valence are apparent reactions: what people who watch a video see in a face, rated from −1 to 1.
They do not tell what a person feels or thinks, or whether a person is truthful, and faces differ.
Scores hold for people and recordings similar to those of the data set. Scores on synthetic data show that
the program works; they say nothing about people. Some countries restrict the inference of emotions from
faces, especially at work and in education.</p>
</footer>
`;
