/** What is predicted, in the order of every table and chart. */
export const dimensions = ['arousal', 'valence'] as const;

export type Dimension = (typeof dimensions)[number];

export const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
