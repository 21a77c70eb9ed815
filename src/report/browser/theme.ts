/** Lets a button change between light and dark; at first it is as the system has it. */
export function watchTheme(button: HTMLElement, onChange: () => void): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const root = document.documentElement;
  const show = (theme: 'light' | 'dark'): void => {
    root.dataset.theme = theme;
    button.textContent = theme === 'dark' ? '☀ Light' : '☾ Dark';
    onChange();
  };
  const followSystem = (): void => show(system.matches ? 'dark' : 'light');
  system.addEventListener('change', followSystem);
  button.addEventListener('click', () => show(root.dataset.theme === 'dark' ? 'light' : 'dark'));
  followSystem();
}
