/** The data block of one association, as the report writer puts it into the page. */
export interface AssociationData {
  /** Whether all traits are tested together: beta holds a statistic without a sign, trait the one that drives it. */
  readonly joint: boolean;
  readonly chromosomes: readonly (readonly [name: string, length: number, offset: number])[];
  readonly total: number;
  readonly ids: string;
  readonly chromosome: string;
  readonly position: string;
  readonly alleles: readonly string[];
  readonly allele: string;
  readonly frequency: string;
  readonly traits: readonly string[];
  readonly plots: readonly PlotData[];
}

/** The figures of one trait or of the overview; arrays are base64 of little-endian numbers. */
export interface PlotData {
  readonly label: string;
  readonly overview: boolean;
  readonly threshold: number;
  readonly variant: string;
  readonly y: string;
  readonly beta: string;
  readonly se: string;
  readonly trait: string;
  readonly qq: QqData | null;
}

export interface QqData {
  readonly expected: string;
  readonly observed: string;
  readonly lower: string;
  readonly upper: string;
  readonly dependent: boolean;
}

/** The bytes of a base64 text. */
function bytes(text: string): DataView {
  const binary = atob(text);
  const view = new DataView(new ArrayBuffer(binary.length));
  for (let i = 0; i < binary.length; i++) {
    view.setUint8(i, binary.charCodeAt(i));
  }
  return view;
}

/** Little-endian 32-bit floats, on a machine of either byte order. */
export function floats(text: string): Float32Array {
  const view = bytes(text);
  return Float32Array.from({ length: view.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/** Little-endian unsigned 32-bit integers. */
export function integers(text: string): Uint32Array {
  const view = bytes(text);
  return Uint32Array.from({ length: view.byteLength / 4 }, (_, i) => view.getUint32(4 * i, true));
}

/** Little-endian unsigned 16-bit integers. */
export function shorts(text: string): Uint16Array {
  const view = bytes(text);
  return Uint16Array.from({ length: view.byteLength / 2 }, (_, i) => view.getUint16(2 * i, true));
}

/** Variants of an association, decoded once and shared by its figures. */
export class Variants {
  readonly ids: readonly string[];
  readonly chromosome: Uint16Array;
  readonly position: Uint32Array;
  readonly frequency: Float32Array;
  private readonly allele: Uint32Array;

  constructor(private readonly data: AssociationData) {
    this.ids = data.ids.split("\t");
    this.chromosome = shorts(data.chromosome);
    this.position = integers(data.position);
    this.frequency = Float32Array.from(shorts(data.frequency), (parts) => (parts === 65535 ? Number.NaN : parts / 65534));
    this.allele = integers(data.allele);
  }

  /** Coordinate on the axis that lays the chromosomes side by side. */
  coordinate(variant: number): number {
    const chromosome = this.data.chromosomes[this.chromosome[variant]!]!;
    return chromosome[2] + Math.min(this.position[variant]!, chromosome[1]);
  }

  /** Chromosome and position in the field's form. */
  place(variant: number): string {
    return `${this.data.chromosomes[this.chromosome[variant]!]![0]}:${grouped(this.position[variant]!)}`;
  }

  /** Effect allele and other allele. */
  alleles(variant: number): readonly [effect: string, other: string] {
    const [effect = "", other = ""] = this.data.alleles[this.allele[variant]!]!.split("/");
    return [effect, other];
  }
}

/** A whole number with thin groups of three digits. */
export function grouped(value: number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}
