import { byol } from './byol.ts';
import { dino } from './dino.ts';
import { lira } from './lira.ts';

/** The pretext methods by name. A new one is a line here. */
export const methods = { byol, dino, lira };
