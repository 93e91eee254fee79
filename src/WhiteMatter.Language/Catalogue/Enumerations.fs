module internal WhiteMatter.Language.Catalogue.Enumerations

let private case = EnumerationsOfNetworks.case

let all: EnumerationRow list = [
    {
        Name = "genome build"
        Doc = "A version of the human reference genome."
        Cases = [ case "GRCh36" "NCBI36, hg18"; case "GRCh37" "hg19"; case "GRCh38" "hg38" ]
    }
    {
        Name = "transform of traits"
        Doc = "What is done to each trait in the people of an association."
        Cases = [
            case "none" "nothing"
            case
                "rank_int"
                "residualised on the covariates, then rank-based inverse normal (Blom's offset 3/8), then adjusted again in the association (Sofer 2019)"
        ]
    }
    {
        Name = "association method"
        Doc = "How traits are tested against variants."
        Cases = [
            case "linear" "ordinary least squares on allele counts, each variant on its own"
            case
                "logistic"
                "logistic regression of a binary trait, the greater of its two values being that of cases; effects are log odds ratios"
            case "mixed" "a linear mixed model with the genetic relationships of a `relatedness`; for relatives"
            case
                "ridge_two_step"
                "whole-genome ridge regression, then a score test against what it leaves; for relatives, structure and polygenic traits"
        ]
    }
    {
        Name = "treatment of missing genotypes"
        Doc = "What is done with people who lack a genotype."
        Cases = [
            case "exact" "they are left out of the variant's test in each trait, as in PLINK 2"
            case "mean" "they have the mean of the others, as in regenie and BOLT-LMM"
        ]
    }
    {
        Name = "coding of genotypes"
        Doc = "What of a genotype a trait is regressed on; A1 is the effect allele."
        Cases = [
            case "additive" "the copies of A1: 0, 1, 2"
            case "dominant" "whether there is a copy of A1: 0, 1, 1; of a dosage at most 1 is taken"
            case "recessive" "whether there are two copies of A1: 0, 0, 1; of a dosage what is above 1"
        ]
    }
    {
        Name = "use of Firth's likelihood"
        Doc = "When Firth's penalised likelihood takes the place of the ordinary in a logistic regression."
        Cases = [
            case
                "fallback"
                "where an allele is in cases alone or in controls alone, and where Newton's method fails (PLINK 2's firth-fallback)"
            case "always" "in every test"
            case
                "approximate"
                "score tests, and where their P is at most 0.05 the genotype less its covariates alone beside covariates fixed at their penalised fit, P by the likelihood ratio (regenie's approximate Firth); people without a genotype have the mean of the others"
            case "never" "nowhere: those tests are missing"
        ]
    }
    {
        Name = "folds"
        Doc = "Other ways of predicting people by others."
        Cases = [
            case "leave_one_out" "each person is predicted by everybody else; takes several times as long"
        ]
    }
    {
        Name = "relationship matrix"
        Doc = "Which genetic relationships of people a mixed model takes."
        Cases = [
            case
                "sparse"
                "GCTA's, of the pairs of at least the relatedness's `grm_cutoff` (0.05 where it does not say); all others are 0"
            case "dense" "GCTA's, of all pairs: genotypes less their mean, over √(2p(1 − p))"
            case "dense_centred" "of all pairs, genotypes less their mean and not scaled (GEMMA's `-gk 1`)"
        ]
    }
    {
        Name = "precision"
        Doc = "Digits the association's sums are carried with."
        Cases = [
            case "double" "five base-256 digits: agrees with double precision"
            case "single" "three base-256 digits: single precision, faster"
        ]
    }
    {
        Name = "format of statistics"
        Doc = "Under which names columns of published summary statistics are looked for."
        Cases = [
            case "auto" "under every name that is known"
            case "gwas_ssf" "those of GWAS-SSF, as the GWAS Catalog has it"
            case "plink" "those of PLINK 2's `--glm`; rows of other tests than ADD are left out"
            case "regenie" "those of regenie's step 2 (ALLELE1 is the effect allele)"
            case "ldsc" "those of LD score regression after munging: SNP, A1, A2, Z, N"
            case "metal" "those of METAL's input and output (Allele1 is the effect allele)"
            case "cojo" "those of GCTA-COJO's `.ma` and of fastGWA (A1 is the effect allele)"
        ]
    }
    {
        Name = "weighting of studies"
        Doc = "How the studies of a meta-analysis are weighted."
        Cases = [
            case
                "inverse_variance"
                "effects by the inverse of their variance; effects and standard errors are on one scale in all studies"
            case
                "sample_size"
                "z, from P and the sign of the effect, by the square root of the number of people (Stouffer's method, METAL's SAMPLESIZE); results are z with a standard error of 1"
        ]
    }
    {
        Name = "model of effects"
        Doc = "What studies are taken to have in common."
        Cases = [
            case "fixed" "one effect"
            case "random" "effects around a mean, with the variance between studies by DerSimonian and Laird"
        ]
    }
    {
        Name = "treatment of ambiguous alleles"
        Doc = "What is done with alleles that read the same on both strands."
        Cases = [
            case
                "by_frequency"
                "frequencies tell the strand; a study whose frequency is near a half or not known is left out of a variant that others have too"
            case "leave_out" "such variants are left out"
            case "trust" "all studies are taken to be on one strand"
        ]
    }
    {
        Name = "genomic control"
        Doc = "Whether statistics are divided by the genomic inflation factor."
        Cases = [
            case "off" "they are taken as they are"
            case "on" "standard errors are multiplied by √λ, and P follows, where λ is above 1"
        ]
    }
    {
        Name = "table of statistics"
        Doc =
            "A table of effects as another program reads or writes it. The effect allele is the genotype file's A1 (ALT of formats with a reference)."
        Cases = [
            case "gwas_ssf" "GWAS-SSF v1.0 of the GWAS Catalog (`.tsv.gz`, with its metadata and a tabix index)"
            case "plink" "PLINK 2's `.glm.linear` (A1 is the effect allele; with a tabix index)"
            case "regenie" "the table of regenie's step 2 (ALLELE1 is the effect allele)"
            case "ldsc" "what LD score regression reads after munging: SNP, A1 (the effect allele), A2, Z, N"
            case "cojo" "GCTA-COJO's `.ma`: SNP, A1 (the effect allele), A2, freq, b, se, p, N"
            case "metal" "METAL's input under the names that it looks for by itself (ALLELE1 is the effect allele)"
        ]
    }
    {
        Name = "kind of join"
        Doc = "Who is in a joined table, as in SQL."
        Cases = [
            case "inner" "people who are in every table"
            case "left" "the people of the first table; what the others do not have of them is missing"
            case "full" "everybody who is in any table; what the others do not have of them is missing"
        ]
    }
    {
        Name = "choice of columns"
        Doc = "Which columns of a table."
        Cases = [ case "all" "every numeric column that is no ID" ]
    }
    {
        Name = "choice of latents"
        Doc = "Which latents of a model."
        Cases = [ case "all" "every latent" ]
    }
    {
        Name = "statistic of a map"
        Doc = "What a map of a latent holds of the differences that a step makes."
        Cases = [
            case "paired_t" "the paired |t|: how alike people are changed, however little"
            case "mean_change" "the size of the mean: how much they are changed, in the units that the model sees"
        ]
    }
    {
        Name = "normalisation"
        Doc = "What is done to each image before a model sees it."
        Cases = [
            case "none" "nothing"
            case
                "zscore"
                "less the mean, divided by the standard deviation, both of the person's voxels inside the mask"
        ]
    }
    {
        Name = "flip of an atlas"
        Doc = "Correction of an atlas whose header is wrong."
        Cases = [
            case "none" "the header is right"
            case "left_right" "the header exchanges left and right"
        ]
    }
    {
        Name = "prior of batches"
        Doc = "How ComBat shrinks a batch's shift and scale of a trait towards those of its other traits."
        Cases = [
            case "parametric" "by normal and inverse gamma distributions that the traits give"
            case "nonparametric" "by the other traits' shifts and scales, weighted by how well they fit"
            case "none" "not at all"
        ]
    }
    {
        Name = "tensor fit"
        Doc = "How a diffusion tensor is fitted to the logarithms of a voxel's signals."
        Cases = [
            case "iwls" "weighted by the signals, then twice anew by those predicted, as MRtrix does"
            case "wls" "weighted once"
            case "ols" "all signals alike"
        ]
    }
    {
        Name = "convention of tensor fits"
        Doc =
            "Whose details a tensor fit follows. They matter where a signal is nearly 0 or a tensor is not positive definite."
        Cases = [
            case "mrtrix" "signals are raised to a millionth of the voxel's greatest; eigenvalues stay as they are"
            case "dipy" "signals are raised to 1e-4, and eigenvalues to 1e-6 over the greatest entry of the design"
        ]
    }
    {
        Name = "diffusion measure"
        Doc = "What is measured of a diffusion tensor. Diffusivities are in mm²/s."
        Cases = [
            case "fa" "fractional anisotropy"
            case "md" "mean diffusivity: the mean of the eigenvalues"
            case "ad" "axial diffusivity: the greatest eigenvalue"
            case "rd" "radial diffusivity: the mean of the other two"
        ]
    }
    {
        Name = "brain mask"
        Doc = "Where diffusion tensors are fitted."
        Cases = [
            case
                "median_otsu"
                "where the mean of the volumes without weighting, after four median filters over 9³ voxels, is above Otsu's threshold (DIPY's median_otsu)"
            case "everywhere" "in every voxel"
        ]
    }
    {
        Name = "interpolation"
        Doc = "How values between voxels are found."
        Cases = [
            case "linear" "of the eight voxels around, in proportion to nearness along each axis"
            case "nearest" "of the nearest voxel; for labels"
            case "cubic" "on the cubic B-spline through all voxels; may go beyond the values around"
        ]
    }
    {
        Name = "lengths of directions"
        Doc =
            "What is done with directions of diffusion weighting whose length is more than 1% off 1. Within that b is multiplied by the square of the length, as MRtrix and DIPY do."
        Cases = [
            case "refuse" "the series is refused"
            case "scale" "b is multiplied by the square of the length, as many scanners mean it and MRtrix takes it"
            case "normalise" "the direction counts and its length does not"
        ]
    }
    {
        Name = "treatment of zeros"
        Doc = "What voxels that are 0 or outside the mask do to a region's mean."
        Cases = [
            case "exclude" "they are left out, as in ENIGMA-DTI (FA > 0)"
            case "include" "they enter as 0, as in `fslstats -m`"
        ]
    }
    {
        Name = "treatment of sides"
        Doc = "How regions of the left and the right are measured."
        Cases = [
            case "separate" "each by itself"
            case
                "averaged"
                "the two of a name together, by voxels, as ENIGMA-DTI averages them; regions without a partner as they are"
            case "both" "each by itself, and the two of a name together"
        ]
    }
    yield! EnumerationsOfNetworks.all
    {
        Name = "joint method"
        Doc = "How all traits are tested at once."
        Cases = [
            case
                "jagwas"
                "z'R⁻¹z, with R the correlations of the residuals that the single-trait tests used (JAGWAS, MOSTest-light)"
            case
                "minp"
                "the smallest P of a trait, corrected for the effective number M of traits: 1 − (1 − P)^M (Li & Ji 2005); approximate where traits are correlated"
            case
                "mostest"
                "z'C⁻¹z, with C the products of z under permuted genotypes, against the gamma distribution fitted to the permuted variants (MOSTest, van der Meer 2020); of linear associations"
        ]
    }
    {
        Name = "form of z"
        Doc = "The z of each trait that a joint statistic is made of."
        Cases = [
            case "score" "t/√(1 + t²/df), the score test's"
            case
                "wald"
                "β/SE, as the published tool takes it; overstates the statistic of strong effects on near-collinear traits"
        ]
    }
    {
        Name = "permuted statistic"
        Doc = "What MOSTest takes of a variant and of permuted genotypes."
        Cases = [
            case "sum" "z'C⁻¹z; a gamma distribution is fitted to its null"
            case "minp" "the smallest P of a trait; a beta distribution is fitted to its null"
        ]
    }
    {
        Name = "reference distribution"
        Doc = "What a joint statistic is compared with."
        Cases = [
            case "chi_squared" "χ² with as many degrees of freedom as the rank of the traits' correlations"
            case "f" "the exact F of least squares; for complete traits"
        ]
    }
    {
        Name = "definition of loci"
        Doc = "What makes a locus."
        Cases = [
            case
                "plink"
                "the most significant variant takes those near it in linkage disequilibrium, and so on with what is left (PLINK's `--clump`)"
            case
                "fuma"
                "the spans of the candidates of independent significant variants, merged where they lie near (FUMA, Watanabe 2017)"
        ]
    }
    {
        Name = "kind of r²"
        Doc = "Which correlation of two variants is squared."
        Cases = [
            case "genotype" "that of allele counts over people, as in PLINK 2"
            case
                "haplotype"
                "that of alleles over haplotypes, whose frequencies are the likeliest under Hardy–Weinberg equilibrium, as in PLINK 1.9; of chromosomes X and Y everybody counts as diploid"
        ]
    }
    {
        Name = "treatment of the MHC"
        Doc = "What the long linkage disequilibrium of the major histocompatibility complex does to loci."
        Cases = [
            case "one" "all loci that touch it are one: from 10 kb before MOG to 10 kb after COL11A2, as in FUMA"
            case "as_others" "as anywhere else"
        ]
    }
    {
        Name = "choice of regions"
        Doc = "Which regions of an atlas."
        Cases = [ case "all" "every region" ]
    }
    {
        Name = "choice of directions"
        Doc = "Which way regions move with the allele counted."
        Cases = [
            case "same" "all regions rise"
            case "mixed" "each region's direction is drawn"
        ]
    }
    {
        Name = "simulated column"
        Doc = "A column of a simulated cohort that may have an effect."
        Cases = [
            case "age" "age in years"
            case "sex" "`F` or `M`"
            case "site" "`A`, `B` or `C`"
        ]
    }
    {
        Name = "place of covariates"
        Doc = "What covariates do in a prediction."
        Cases = [
            case
                "beside"
                "they predict too, without a penalty: what they predict alone, what they and the traits do, and the difference are told"
            case "features" "they are taken out of each trait"
            case "outcome" "they are taken out of the outcome, a number: what they leave of it is predicted"
            case "both" "they are taken out of the traits and of the outcome, a number"
        ]
    }
    {
        Name = "choice of a penalty"
        Doc = "Which penalty, or number of trees, is chosen by its mean loss in inner folds."
        Cases = [
            case "best" "that of the smallest loss"
            case
                "one_se"
                "the greatest penalty, or the fewest trees of that depth and rate, whose loss is within one standard error of the smallest"
        ]
    }
    {
        Name = "role of a column"
        Doc =
            "How a column of a table is read, where its text alone cannot tell. A unit of the language may stand in its place."
        Cases = [
            case "numeric" "a number without a unit: one slope in a formula"
            case "factor" "a category: one column for each level but the reference in a formula"
            case "id" "names people; never a number, never a trait"
        ]
    }
]

let private byName = all |> List.map (fun row -> row.Name, row) |> Map.ofList

let tryFind (name: string) = byName.TryFind name
