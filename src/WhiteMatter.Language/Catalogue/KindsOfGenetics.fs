/// The kinds about how people are related.
module internal WhiteMatter.Language.Catalogue.KindsOfGenetics

open WhiteMatter.Language
open WhiteMatter.Language.Catalogue.SettingRows

let relatedness = {
    kind
        "relatedness"
        StudyType.Relatedness
        "Who is related to whom (KING-robust kinship), the largest set of unrelated people, and principal components of ancestry, by hard calls on the autosomes." with
        From = from [ StudyType.Genotypes ]
        Settings = [
            setting
                "maf"
                [ StudyType.Float ]
                "Variants of a smaller minor allele frequency in the genotypes' cohort are left out, beside those that the genotypes' `keep` removes."
            |> below 0.0 0.5
            |> orNumber "0.01" 0.01 StudyType.Float
            setting
                "prune_r2"
                [ StudyType.Float ]
                "Of two variants nearer than `prune_window` whose r² is above this, the one with the rarer minor allele is left out (PLINK's `--indep-pairwise`); 1 keeps both."
            |> above 0.0 1.0
            |> orNumber "0.2" 0.2 StudyType.Float
            setting "prune_window" [ genomic ] "Variants within this distance are compared."
            |> above 0.0 3e9
            |> orNumber "1Mb" 1e6 genomic
            setting
                "kinship"
                [ StudyType.Float ]
                "People of a larger kinship are related: 0.354 finds duplicates and twins alone, 0.177 first degree relatives too, 0.0884 second degree, 0.0442 third (KING's bounds)."
            |> inside 0.0 0.5
            |> orNumber "0.0884" 0.0884 StudyType.Float
            setting
                "components"
                [ StudyType.Int ]
                "Principal components, of unrelated people; all others are projected onto them. They are the terms `NAME.pcs` of a formula."
            |> between 0.0 100.0
            |> orNumber "10" 10.0 StudyType.Int
            setting
                "fit_on"
                [ StudyType.Cohort ]
                "The unrelated people among these make the components, and everybody else is projected onto them."
            |> orFrom "everybody who is genotyped"
            setting
                "grm_cutoff"
                [ StudyType.Float ]
                "Makes a sparse genetic relationship matrix (GCTA's) of the pairs of at least this relationship; 0.05 is usual."
            |> inside 0.0 1.0
            |> example "0.05"
        ]
        Example =
            "relatedness kin from chips { components = 10, prune_r2 = 0.1 }\ncovariates base { age * sex + kin.pcs }\ncohort unrelated from europeans { unrelated = kin }"
}

let private ambiguous =
    setting
        "ambiguous"
        [ StudyType.Enumeration "treatment of ambiguous alleles" ]
        "What is done with variants whose alleles are A and T or C and G, which read the same on both strands. Statistics of the very same genotypes are on one strand."
    |> orCase "treatment of ambiguous alleles" "by_frequency"

let private ambiguousMaf doc =
    setting "ambiguous_maf" [ StudyType.Float ] doc
    |> between 0.0 0.5
    |> orNumber "0.4" 0.4 StudyType.Float
    |> onlyWith "ambiguous" [ "by_frequency" ]

let meta = {
    kind
        "meta"
        StudyType.SumStats
        "The statistics of several studies combined, variant by variant. Variants are the same where chromosome, position and alleles are, whichever allele effects are of and on whichever strand; traits where their names are." with
        From = from [ StudyType.List StudyType.SumStats ]
        Settings = [
            setting "scheme" [ StudyType.Enumeration "weighting of studies" ] "How studies are weighted."
            |> orCase "weighting of studies" "inverse_variance"
            setting "effects" [ StudyType.Enumeration "model of effects" ] "What studies have in common."
            |> orCase "model of effects" "fixed"
            |> onlyWith "scheme" [ "inverse_variance" ]
            ambiguous
            ambiguousMaf
                "A larger minor allele frequency does not tell the strand: the study is left out of such a variant that others have too."
            setting
                "min_studies"
                [ StudyType.Int ]
                "A variant that fewer studies have for a trait is left out of it, and counted."
            |> between 1.0 1000.0
            |> orNumber "2" 2.0 StudyType.Int
            setting
                "genomic_control"
                [ StudyType.Enumeration "genomic control" ]
                "Whether each study's statistics are divided by its λ."
            |> orCase "genomic control" "off"
            setting
                "write_p"
                [ StudyType.Float ]
                "Rows with a larger P are not written to the tables; 1 writes all. The store keeps every result whatever is written."
            |> above 0.0 1.0
            |> orNumber "1" 1.0 StudyType.Float
            setting
                "export"
                [ StudyType.List(StudyType.Enumeration "table of statistics") ]
                "Tables that are written of each trait, bgzipped, beside the meta-analysis's own."
            |> items 1 6
            |> onlyWith "scheme" [ "inverse_variance" ]
        ]
        Example =
            "meta heights from [first, second, sumstats(\"consortium.tsv.gz\", trait = \"height\", n = 25000)] { effects = random, export = [metal] }"
}

let replication = {
    kind
        "replication"
        StudyType.Replication
        "Leads of loci looked for in other statistics of the same kind: by chromosome, position and alleles, trait by trait. A lead is replicated when its effect has the same direction there and P is at most `p`; of joint tests P alone counts." with
        From = from [ StudyType.Loci ]
        Settings = [
            setting
                "against"
                [ StudyType.SumStats; StudyType.JointStats ]
                "The statistics in which leads are looked for: of other people, and of the same kind as those the loci are of."
            |> required
            setting
                "p"
                [ StudyType.Float ]
                "A replicated lead has at most this two-sided P; may use values known after the run."
            |> above 0.0 1.0
            |> afterRun
            |> orFrom "0.05 by the number of leads"
            |> example "0.05"
            ambiguous
            ambiguousMaf
                "A larger minor allele frequency does not tell the strand: a proxy is taken, or the lead is not tested."
            setting
                "reference"
                [ StudyType.Genotypes ]
                "Genotypes that proxies are taken from: a lead that the other statistics lack is stood for by the variant of the largest r² that they have."
            setting "proxy_r2" [ StudyType.Float ] "A proxy has at least this r² with the lead."
            |> between 0.0 1.0
            |> orNumber "0.8" 0.8 StudyType.Float
            |> onlyWith "reference" []
            setting "proxy_window" [ genomic ] "A proxy lies within this distance of the lead."
            |> above 0.0 3e9
            |> orNumber "250kb" 250000.0 genomic
            |> onlyWith "reference" []
        ]
        Example =
            "replication again from leads { against = holdout_gwas, p = 0.05 / leads.count, reference = chips }\nexpect { again.replicated >= 1 }"
}
