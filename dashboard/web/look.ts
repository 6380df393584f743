/** Colours and hatching for charts as this page has them, and when to draw them. */

/** The value of a token now, by the theme. */
export const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Lines to 45 degrees in a colour on nothing. */
export const hatch = (ink: string, gap: number): object => {
  const canvas = document.createElement('canvas');
  canvas.width = gap;
  canvas.height = gap;
  const pen = canvas.getContext('2d');
  if (pen) {
    pen.strokeStyle = ink;
    pen.globalAlpha = 0.45;
    pen.beginPath();
    for (const shift of [-gap, 0, gap]) {
      pen.moveTo(shift, gap);
      pen.lineTo(shift + gap, 0);
    }
    pen.stroke();
  }
  return { image: canvas, repeat: 'repeat' };
};

/** Does work once the next frame is on the screen: what a key or a click changes is seen before it. */
export const afterFrame = (work: () => void): void => void requestAnimationFrame(() => setTimeout(work));
