/** Colours of the page as the style sheet has them now, light or dark. */
export interface Theme {
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  readonly odd: string;
  readonly even: string;
  readonly hit: string;
  readonly band: string;
  readonly font: string;
}

export function currentTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: value("--ink"), muted: value("--muted"), rule: value("--rule"), odd: value("--odd"), even: value("--even"),
    hit: value("--hit"), band: value("--band"), font: `12px ${value("--sans")}`,
  };
}
