export type Direction = "ascending" | "descending";

/** Orders two cell values: numbers by size, anything else as text; empty cells come last in either direction. */
export function compareCells(a: string, b: string, direction: Direction): number {
  if (a === "" || b === "") {
    return a === b ? 0 : a === "" ? 1 : -1;
  }
  const [x, y] = [Number(a), Number(b)];
  const order = Number.isNaN(x) || Number.isNaN(y) ? (a < b ? -1 : a > b ? 1 : 0) : x - y;
  return direction === "ascending" ? order : -order;
}

/** Makes the headings of a table sort its rows. A cell's sort value is its data-v, else its text. */
export function makeSortable(table: HTMLTableElement): void {
  const body = table.tBodies[0];
  const headings = [...(table.tHead?.rows[0]?.cells ?? [])];
  if (!body) {
    return;
  }
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const direction: Direction = heading.getAttribute("aria-sort") === "ascending" ? "descending" : "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", direction);
      const value = (row: HTMLTableRowElement): string => {
        const cell = row.cells[column];
        return cell?.dataset["v"] ?? cell?.textContent ?? "";
      };
      const rows = [...body.rows].sort((a, b) => compareCells(value(a), value(b), direction));
      body.append(...rows);
    });
  });
}
