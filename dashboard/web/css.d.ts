/** Style sheets are imported for their effect; Vite collects them into one file. */
declare module '*.css';
