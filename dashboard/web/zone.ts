/** Offers the browser's own time zone at the foot of a page: only the browser knows it. */
export const zone = (): void => {
  const offer = (): void => {
    const select = document.querySelector<HTMLSelectElement>('#tz');
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    if (!select || !timeZone || select.dataset.own === timeZone) return;
    const there = [...select.options].find((one) => one.value === timeZone) ?? select.appendChild(new Option('', timeZone));
    there.text = `${timeZone}, this browser’s`;
  };
  offer();
  document.addEventListener('heptad:repaint', offer);
};
