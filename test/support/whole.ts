/** HEPTAD_CHAOS=all: every form of the long tests. The gate has fifteen minutes for everything, so without it they take their small form. */
export const whole = process.env['HEPTAD_CHAOS'] === 'all';
