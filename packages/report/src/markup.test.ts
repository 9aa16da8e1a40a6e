import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from '../test/read-chart.ts';
import { html } from './markup.ts';

it('writes any text so that it is read back as text, in content and in attributes', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const paragraph = parse(html`<p title="${text}">${text}</p>`).querySelector('p')!;
      expect(paragraph.textContent).toBe(text);
      expect(paragraph.getAttribute('title')).toBe(text);
    }),
  );
});

it('escapes text, keeps markup, joins lists, leaves out false', () => {
  const part = html`<b>${'<&>"\''}</b>`;
  expect(part.text).toBe('<b>&#60;&#38;&#62;&#34;&#39;</b>');
  expect(html`${[part, ' ', 1]}${false};`.text).toBe(`${part.text} 1;`);
});
