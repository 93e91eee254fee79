// A small study with a table and an imported file, as a person has it in a folder.
export const people =
  "IID\tage\tsex\tsite\tancestry\theight\n" +
  Array.from({ length: 40 }, (_, i) => `P${i}\t${40 + i}\t${1 + (i % 2)}\t${1 + (i % 3)}\t${["EUR", "AFR", "EAS"][i % 3]}\t${150 + ((i * 7) % 40)}.5`).join("\n") +
  "\n";

export const shared = `wmstudy 1

## The least share of the rarer allele.
param least : float = 0.01

## Age and sex.
covariates base { age + sex }
`;

export const study = `wmstudy 1
import "lib/shared.wmstudy" as lib

## Height in the people of three sites.
study heights {
  title = "Height"
  build = GRCh37
}

## The oldest who stay.
param oldest : quantity = 70y

## Everybody of the table.
cohort everyone {
  table = tsv("people.tsv", id = IID)
  columns { age : y, site : factor, sex : factor }
}

cohort europeans from everyone { include = ancestry == "EUR" and age <= oldest }

genotypes chips from everyone {
  bed = "chips.bed"
  keep = maf >= lib.least
}

phenotypes sizes from europeans { columns = [height] }

gwas size_gwas from europeans {
  traits = sizes
  genotypes = chips
  adjust = lib.base
}

loci leads from size_gwas { p = 5e-8, r2 = 0.1, window = 250kb, reference = chips }
expect { leads.count >= 0 }
`;

export const files = { "heights.wmstudy": study, "lib/shared.wmstudy": shared, "people.tsv": people };
