using System.Collections.Immutable;
using WhiteMatter.Plan.Parameters;
using WhiteMatter.Reporting;

namespace WhiteMatter.Runtime.Handlers.Reports;

/// <summary>What a study that used these steps is to cite, and nothing that it did not use.</summary>
internal static class CitationPages
{
    private static readonly SoftwareCitation Plink = new(
        "PLINK file formats and clumping",
        null,
        "Chang CC et al. Second-generation PLINK: rising to the challenge of larger and richer datasets. GigaScience 2015; 4: 7.",
        "https://doi.org/10.1186/s13742-015-0047-8");

    private static readonly SoftwareCitation King = new(
        "KING-robust kinship",
        null,
        "Manichaikul A et al. Robust relationship inference in genome-wide association studies. Bioinformatics 2010; 26: 2867–2873.",
        "https://doi.org/10.1093/bioinformatics/btq559");

    private static readonly SoftwareCitation Gcta = new(
        "Genetic relationship matrix (GCTA)",
        null,
        "Yang J, Lee SH, Goddard ME, Visscher PM. GCTA: a tool for genome-wide complex trait analysis. American Journal of Human Genetics 2011; 88: 76–82.",
        "https://doi.org/10.1016/j.ajhg.2010.11.011");

    private static readonly SoftwareCitation Components = new(
        "Principal components of genotypes",
        null,
        "Patterson N, Price AL, Reich D. Population structure and eigenanalysis. PLoS Genetics 2006; 2: e190.",
        "https://doi.org/10.1371/journal.pgen.0020190");

    private static readonly SoftwareCitation SummaryStatistics = new(
        "GWAS-SSF",
        "1.0",
        "Hayhurst J et al. A community driven GWAS summary statistics standard. bioRxiv 2022.",
        "https://doi.org/10.1101/2022.07.15.500230");

    private static readonly SoftwareCitation Jagwas = new(
        "JAGWAS",
        null,
        "The preprint that presents JAGWAS (joint analysis of multi-phenotype GWAS). medRxiv 2024.12.06.24318618. The statistic here is our own implementation.",
        "https://doi.org/10.1101/2024.12.06.24318618");

    private static readonly SoftwareCitation Mostest = new(
        "MOSTest",
        null,
        "van der Meer D et al. Understanding the genetic determinants of the brain with MOSTest. Nature Communications 2020; 11: 3512. The statistic here is our own implementation.",
        "https://doi.org/10.1038/s41467-020-17368-1");

    private static readonly SoftwareCitation EffectiveNumber = new(
        "Effective number of traits",
        null,
        "Li J, Ji L. Adjusting multiple testing in multilocus analyses using the eigenvalues of a correlation matrix. Heredity 2005; 95: 221–227.",
        "https://doi.org/10.1038/sj.hdy.6800717");

    private static readonly SoftwareCitation Firth = new(
        "Firth's penalised likelihood",
        null,
        "Heinze G, Schemper M. A solution to the problem of separation in logistic regression. Statistics in Medicine 2002; 21: 2409–2419.",
        "https://doi.org/10.1002/sim.1047");

    private static readonly SoftwareCitation Regenie = new(
        "Whole-genome ridge regression (regenie)",
        null,
        "Mbatchou J et al. Computationally efficient whole-genome regression for quantitative and binary traits. Nature Genetics 2021; 53: 1097–1103. The regression here is our own implementation.",
        "https://doi.org/10.1038/s41588-021-00870-7");

    private static readonly SoftwareCitation FastGwa = new(
        "Mixed model with a sparse relationship matrix (fastGWA)",
        null,
        "Jiang L et al. A resource-efficient tool for mixed model association analysis of large-scale data. Nature Genetics 2019; 51: 1749–1755. The model here is our own implementation.",
        "https://doi.org/10.1038/s41588-019-0530-8");

    private static readonly SoftwareCitation GrammarGamma = new(
        "Calibration of scores (GRAMMAR-gamma)",
        null,
        "Svishcheva GR et al. Rapid variance components-based method for whole-genome association analysis. Nature Genetics 2012; 44: 1166–1170.",
        "https://doi.org/10.1038/ng.2410");

    private static readonly SoftwareCitation Gemma = new(
        "Exact mixed model with a dense relationship matrix (GEMMA)",
        null,
        "Zhou X, Stephens M. Genome-wide efficient mixed-model analysis for association studies. Nature Genetics 2012; 44: 821–824. The model here is our own implementation.",
        "https://doi.org/10.1038/ng.2310");

    private static readonly SoftwareCitation Metal = new(
        "Meta-analysis by sample size or inverse variance (METAL)",
        null,
        "Willer CJ, Li Y, Abecasis GR. METAL: fast and efficient meta-analysis of genomewide association scans. Bioinformatics 2010; 26: 2190–2191. The meta-analysis here is our own implementation.",
        "https://doi.org/10.1093/bioinformatics/btq340");

    private static readonly SoftwareCitation RandomEffects = new(
        "Random effects",
        null,
        "DerSimonian R, Laird N. Meta-analysis in clinical trials. Controlled Clinical Trials 1986; 7: 177–188.",
        "https://doi.org/10.1016/0197-2456(86)90046-2");

    private static readonly SoftwareCitation Nifti = new(
        "NIfTI-1 data format",
        null,
        "Cox RW et al. A (sort of) new image data format standard: NIfTI-1. NeuroImage 2004; 22: e1440.",
        "https://nifti.nimh.nih.gov");

    private static readonly SoftwareCitation JhuBook = new(
        "JHU white-matter atlas",
        null,
        "Mori S, Wakana S, Nagae-Poetscher LM, van Zijl PCM. MRI Atlas of Human White Matter. Amsterdam: Elsevier; 2005.");

    private static readonly SoftwareCitation JhuLabels = new(
        "JHU ICBM-DTI-81 labels",
        null,
        "Mori S et al. Stereotaxic white matter atlas based on diffusion tensor imaging in an ICBM template. NeuroImage 2008; 40: 570–582.",
        "https://doi.org/10.1016/j.neuroimage.2007.12.035");

    private static readonly SoftwareCitation PyTorch = new(
        "PyTorch (libtorch)",
        null,
        "Paszke A et al. PyTorch: an imperative style, high-performance deep learning library. Advances in Neural Information Processing Systems 2019; 32: 8024–8035.",
        "https://arxiv.org/abs/1912.01703");

    private static readonly SoftwareCitation Adam = new(
        "Adam",
        null,
        "Kingma DP, Ba J. Adam: a method for stochastic optimization. International Conference on Learning Representations 2015.",
        "https://arxiv.org/abs/1412.6980");

    private static readonly SoftwareCitation Udip = new(
        "UDIP (DeepENDO)",
        null,
        "Patel K et al. Unsupervised deep representation learning enables phenotype discovery for genetic association studies of brain imaging. Communications Biology 2024; 7: 414.",
        "https://doi.org/10.1038/s42003-024-06096-7");

    private static readonly SoftwareCitation UdipFa = new(
        "UDIP-FA",
        null,
        "Zhao X et al. Genetic architecture of white matter microstructure captured by unsupervised deep representation learning of fractional anisotropy maps. Nature Communications, 3 June 2026.");

    private static readonly SoftwareCitation Tensors = new(
        "Diffusion tensors",
        null,
        "Basser PJ, Mattiello J, LeBihan D. Estimation of the effective self-diffusion tensor from the NMR spin echo. Journal of Magnetic Resonance B 1994; 103: 247–254.",
        "https://doi.org/10.1006/jmrb.1994.1037");

    private static readonly SoftwareCitation WeightedTensors = new(
        "Weighted tensor fits",
        null,
        "Veraart J et al. Weighted linear least squares estimation of diffusion MRI parameters: strengths, limitations, and pitfalls. NeuroImage 2013; 81: 335–346.",
        "https://doi.org/10.1016/j.neuroimage.2013.05.028");

    private static readonly SoftwareCitation DipyCitation = new(
        "DIPY",
        null,
        "Garyfallidis E et al. Dipy, a library for the analysis of diffusion MRI data. Frontiers in Neuroinformatics 2014; 8: 8.",
        "https://doi.org/10.3389/fninf.2014.00008");

    private static readonly SoftwareCitation MRtrixCitation = new(
        "MRtrix3",
        null,
        "Tournier JD et al. MRtrix3: a fast, flexible and open software framework for medical image processing and visualisation. NeuroImage 2019; 202: 116137.",
        "https://doi.org/10.1016/j.neuroimage.2019.116137");

    private static readonly SoftwareCitation ComBatCitation = new(
        "ComBat",
        null,
        "Johnson WE, Li C, Rabinovic A. Adjusting batch effects in microarray expression data using empirical Bayes methods. Biostatistics 2007; 8: 118–127.",
        "https://doi.org/10.1093/biostatistics/kxj037");

    private static readonly SoftwareCitation ComBatOfImages = new(
        "ComBat of images",
        null,
        "Fortin JP et al. Harmonization of cortical thickness measurements across scanners and sites. NeuroImage 2018; 167: 104–120.",
        "https://doi.org/10.1016/j.neuroimage.2017.11.024");

    private static readonly SoftwareCitation SharedSpaces = new(
        "Generalised canonical analysis",
        null,
        "Kettenring JR. Canonical analysis of several sets of variables. Biometrika 1971; 58: 433–451.",
        "https://doi.org/10.1093/biomet/58.3.433");

    public static ImmutableArray<SoftwareCitation> Of(ReportMaterial material)
    {
        var citations = ImmutableArray.CreateBuilder<SoftwareCitation>();
        Add(Uses<GenotypesParameters>(), Plink);
        Add(Uses<RelatednessParameters>(), King);
        Add(Uses<ComponentsParameters>(), Components);
        Add(Uses<RelationshipsParameters>() || material.Steps.Any(step => step.Parameters is DenseVarianceParameters { Scale: RelationshipScale.Standardised }), Gcta);
        Add(Uses<SummaryStatisticsParameters>(), SummaryStatistics);
        Add(Uses<RidgeParameters>(), Regenie);
        Add(Uses<MixedParameters>(), FastGwa, GrammarGamma);
        Add(Uses<DenseMixedParameters>(), Gemma);
        Add(Uses<QuadraticFormParameters>(), Jagwas);
        Add(Uses<SmallestPParameters>(), EffectiveNumber);
        Add(Uses<PermutationParameters>(), Mostest);
        Add(material.Steps.Any(step => step.Parameters is LogisticParameters { Firth: not FirthUse.Never }), Firth);
        Add(Uses<MetaParameters>(), Metal);
        Add(material.Steps.Any(step => step.Parameters is MetaParameters { Model: EffectsModel.Random }), RandomEffects);
        Add(Uses<ImagesParameters>() || Uses<AtlasParameters>(), Nifti);
        Add(Uses<EnsembleParameters>(), SharedSpaces);
        Add(Uses<HarmoniseParameters>(), ComBatCitation, ComBatOfImages);
        foreach (var tensors in material.Steps.Select(step => step.Parameters).OfType<TensorParameters>().Take(1))
        {
            Add(true, Tensors);
            Add(tensors.Fit != TensorFit.Ols, WeightedTensors);
            Add(tensors.Convention == TensorConvention.Mrtrix, MRtrixCitation);
            Add(tensors.Convention == TensorConvention.Dipy || tensors.Brain == BrainMask.MedianOtsu, DipyCitation);
        }

        Add(Atlases().Any(IsJhu), JhuBook, JhuLabels);
        foreach (var model in material.Steps.Select(step => step.Parameters).OfType<ModelParameters>().Take(1))
        {
            var version = model.Numerics.Library.Split(' ') is [_, var number] ? number : null;
            Add(true, PyTorch with { Version = version }, Adam, Udip, UdipFa);
        }

        return citations.ToImmutable();

        bool Uses<TParameters>()
            where TParameters : StepParameters => material.Steps.Any(step => step.Parameters is TParameters);

        IEnumerable<AtlasParameters> Atlases() => material.Steps.Select(step => step.Parameters).OfType<AtlasParameters>();

        void Add(bool used, params ReadOnlySpan<SoftwareCitation> added)
        {
            if (used)
            {
                citations.AddRange(added);
            }
        }
    }

    private static bool IsJhu(AtlasParameters atlas) => Path.GetFileName(atlas.Labels.Path).Contains("JHU", StringComparison.OrdinalIgnoreCase);
}
