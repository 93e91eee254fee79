using System.Collections.Immutable;

namespace WhiteMatter.Formats.PublishedStatistics;

/// <summary>
/// Names of columns in published summary statistics, in lower case with <c>_</c> for what separates words. Where a file has several of one
/// list the first of the list is taken.
/// </summary>
internal static class PublishedNames
{
    private static readonly ImmutableArray<(PublishedColumn Column, string[] Names)> s_all =
    [
        (PublishedColumn.Chromosome, ["chromosome", "chrom", "chr", "chr_name", "chr_id", "chromosome_name", "hg19chr", "hg19chrc", "seqname"]),
        (PublishedColumn.Position, ["base_pair_location", "position", "pos", "bp", "ps", "genpos", "base_pair", "basepair", "bpos", "pos_b37", "pos_b38", "pos_hg19", "pos_hg38", "physical_position"]),
        (PublishedColumn.Id, ["rsid", "rs_id", "rs", "rsids", "rs_number", "snp", "snpid", "snp_id", "id", "snps"]),
        (PublishedColumn.OtherId, ["variant_id", "variantid", "markername", "marker_name", "marker", "markerid", "marker_id", "variant", "name"]),
        (PublishedColumn.EffectAllele, ["effect_allele", "effectallele", "ea", "a1", "allele1", "allele_1", "tested_allele", "coded_allele", "inc_allele", "risk_allele"]),
        (PublishedColumn.OtherAllele, ["other_allele", "otherallele", "oa", "non_effect_allele", "noneffect_allele", "nea", "omitted", "a2", "allele2", "allele_2", "allele0", "allele_0", "a0", "noncoded_allele", "baseline_allele"]),
        (PublishedColumn.Reference, ["ref", "reference", "ref_allele"]),
        (PublishedColumn.Alternate, ["alt", "alternate", "alt_allele"]),
        (PublishedColumn.Frequency, ["effect_allele_frequency", "effect_allele_freq", "eaf", "a1_freq", "a1freq", "af1", "freq1", "freq", "frq", "freq_a1", "freq_effect", "tested_allele_freq", "alt_freq", "alt_freqs", "af_alt", "af"]),
        (PublishedColumn.Effect, ["beta", "effect", "b", "log_odds", "log_or", "logor", "log(or)", "effect_size", "effects", "estimate", "est"]),
        (PublishedColumn.Ratio, ["odds_ratio", "oddsratio", "or", "hazard_ratio", "hr"]),
        (PublishedColumn.StandardError, ["standard_error", "se", "stderr", "std_err", "sebeta", "se_beta", "beta_se", "log(or)_se", "log_or_se", "logor_se", "stderrlogor"]),
        (PublishedColumn.P, ["p_value", "p", "pvalue", "pval", "p_val", "pval_nominal", "p_bolt_lmm", "p_bolt_lmm_inf", "p_wald", "p_lrt"]),
        (PublishedColumn.NegLog10P, ["neg_log_10_p_value", "neg_log10_p_value", "neg_log10_p", "neglog10p", "neg_log10p", "log10p", "log10_p", "mlog10p", "mlogp", "minus_log10_p", "nlp", "lp"]),
        (PublishedColumn.Z, ["z", "zscore", "z_score", "z_stat", "zstat", "t_stat", "tstat", "stat"]),
        (PublishedColumn.People, ["n", "obs_ct", "nmiss", "n_total", "ntotal", "sample_size", "samplesize", "total_sample_size", "totalsamplesize", "n_samples", "n_analyzed", "neff", "n_eff", "weight"]),
        (PublishedColumn.Cases, ["n_cases", "ncases", "n_cas", "ncas", "n_case", "ncase", "cases", "num_cases"]),
        (PublishedColumn.Controls, ["n_controls", "ncontrols", "n_con", "ncon", "n_control", "ncontrol", "controls", "n_ctrl", "num_controls"]),
        (PublishedColumn.ImputationQuality, ["info", "imputation_info", "imputationinfo", "info_score", "impinfo", "rsq", "mach_r2"]),
        (PublishedColumn.Test, ["test"]),
    ];

    /// <summary>Frequencies that are of ALT where a file has one.</summary>
    private static readonly ImmutableArray<string> s_ofAlternate = ["alt_freq", "alt_freqs", "af_alt", "af"];

    /// <summary>The names that a program uses; what is not among them is not looked for.</summary>
    private static readonly ImmutableArray<(PublishedFormat Format, string[] Names)> s_ofFormats =
    [
        (PublishedFormat.GwasSsf, ["chromosome", "base_pair_location", "effect_allele", "other_allele", "beta", "odds_ratio", "hazard_ratio", "standard_error", "effect_allele_frequency", "p_value", "neg_log_10_p_value", "variant_id", "rsid", "info", "n", "z_score"]),
        (PublishedFormat.Plink, ["chrom", "chr", "pos", "bp", "id", "snp", "ref", "alt", "a1", "a2", "omitted", "a1_freq", "test", "obs_ct", "nmiss", "beta", "or", "se", "log(or)_se", "t_stat", "z_stat", "stat", "p", "log10_p"]),
        (PublishedFormat.Regenie, ["chrom", "genpos", "id", "allele0", "allele1", "a1freq", "info", "n", "test", "beta", "se", "log10p"]),
        (PublishedFormat.Ldsc, ["snp", "a1", "a2", "z", "n", "frq", "p", "beta", "se", "chr", "bp"]),
        (PublishedFormat.Metal, ["marker", "markername", "allele1", "allele2", "freq", "freq1", "n", "weight", "effect", "stderr", "pvalue", "p_value", "zscore", "chromosome", "position", "totalsamplesize"]),
        (PublishedFormat.Cojo, ["snp", "a1", "a2", "freq", "af1", "b", "beta", "se", "p", "n", "chr", "pos"]),
    ];

    /// <summary>Of the columns of a header those that are known: for each what it says and where it stands.</summary>
    /// <param name="format">Under which names.</param>
    /// <param name="header">The header's names.</param>
    public static Dictionary<PublishedColumn, int> Find(PublishedFormat format, IReadOnlyList<string> header)
    {
        var names = header.Select(Normalise).ToList();
        var allowed = format == PublishedFormat.Auto ? null : s_ofFormats.First(entry => entry.Format == format).Names;
        var found = new Dictionary<PublishedColumn, int>();
        foreach (var (column, known) in s_all)
        {
            foreach (var name in known)
            {
                if ((allowed is null || allowed.Contains(name)) && names.IndexOf(name) is >= 0 and var place)
                {
                    found.Add(column, place);
                    break;
                }
            }
        }

        SayAlleles(format, names, found);
        return found;
    }

    /// <summary>A header that two spellings name alike: the names that would both be taken; null where there are none.</summary>
    public static (string First, string Second)? Twice(IReadOnlyList<string> header)
    {
        var seen = new Dictionary<string, string>();
        foreach (var name in header)
        {
            if (!seen.TryAdd(Normalise(name), name))
            {
                return (seen[Normalise(name)], name);
            }
        }

        return null;
    }

    /// <summary>Names of columns that would say something, for a message.</summary>
    public static string Expected(PublishedFormat format, PublishedColumn column)
    {
        var known = s_all.First(entry => entry.Column == column).Names;
        var allowed = format == PublishedFormat.Auto ? known : known.Intersect(s_ofFormats.First(entry => entry.Format == format).Names);
        return string.Join(", ", allowed.Take(6));
    }

    private static void SayAlleles(PublishedFormat format, List<string> names, Dictionary<PublishedColumn, int> found)
    {
        // SAIGE counts its second allele, and says so by the names of the counts.
        if (format == PublishedFormat.Auto && names.IndexOf("af_allele2") is >= 0 and var counted && names.IndexOf("allele1") is >= 0 and var other && names.IndexOf("allele2") is >= 0 and var effect)
        {
            (found[PublishedColumn.EffectAllele], found[PublishedColumn.OtherAllele], found[PublishedColumn.Frequency]) = (effect, other, counted);
            return;
        }

        // A file with REF and ALT alone is of ALT; with A1 beside them the other allele is the one that A1 is not.
        if (!found.ContainsKey(PublishedColumn.EffectAllele) && found.TryGetValue(PublishedColumn.Alternate, out var alternate))
        {
            found[PublishedColumn.EffectAllele] = alternate;
            if (!found.ContainsKey(PublishedColumn.OtherAllele) && found.TryGetValue(PublishedColumn.Reference, out var reference))
            {
                found[PublishedColumn.OtherAllele] = reference;
            }
        }

        // A frequency of ALT beside an effect allele of its own is that of the other allele in some rows.
        else if (found.ContainsKey(PublishedColumn.Alternate) && found.TryGetValue(PublishedColumn.Frequency, out var frequency) && s_ofAlternate.Contains(names[frequency]))
        {
            found.Remove(PublishedColumn.Frequency);
        }
    }

    private static string Normalise(string name) =>
        name.Trim().TrimStart('#').Trim('"').Replace('-', '_').Replace('.', '_').Replace(' ', '_').ToLowerInvariant();
}
