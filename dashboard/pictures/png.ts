/** SVG as PNG at twice its size, with a font that comes along, so that the picture is the same on every machine. The renderer is loaded when the first is asked for. */
import { createRequire } from 'node:module';
import { Problem } from '../problem.ts';

const require = createRequire(import.meta.url);
/** Regular and semibold: what frames and charts write in. */
const FONTS = ['400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf'];
/** Scripts that the font has not; for them those of the machine are asked. */
const FOREIGN = /[\u0590-\u1dff\u2c00-\ufaff\ufb07-\u{10ffff}]/u;
const TWICE = 2;

/** Throws Problem 501 where this machine has no renderer. */
export const png = async (svg: string): Promise<Buffer> => {
  const { renderAsync } = await import('@resvg/resvg-js').catch(() => {
    throw new Problem(501, 'No PNG here', 'the renderer of PNGs has no build for this machine; the same chart is there as SVG (format=svg)');
  });
  const fontFiles = FONTS.map((file) => require.resolve(`@expo-google-fonts/inter/${file}`));
  const image = await renderAsync(svg, { fitTo: { mode: 'zoom', value: TWICE }, font: { loadSystemFonts: FOREIGN.test(svg), fontFiles, defaultFontFamily: 'Inter', sansSerifFamily: 'Inter' }, logLevel: 'off' });
  return image.asPng();
};
