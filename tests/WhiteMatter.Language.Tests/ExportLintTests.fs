/// Tables for programs that need every row.
module WhiteMatter.Language.Tests.ExportLintTests

open Xunit
open WhiteMatter.Language.Tests.CheckerHost

let private gwas (settings: string) =
    start
    + $"gwas g from people {{ traits = traits, genotypes = chips, adjust = age + sex, {settings} }}\n"

[<Theory>]
[<InlineData("export = [ldsc], write_p = 0.001", "'g' writes rows with P at most 0.001 alone in the tables for LDSC")>]
[<InlineData("export = [gwas_ssf, cojo, metal], write_p = 0.05",
             "P at most 0.05 alone in the tables for GCTA-COJO, METAL")>]
[<InlineData("export = [regenie], top = 100",
             "'g' writes the 100 smallest P of each trait alone in the tables for regenie")>]
[<InlineData("export = [ldsc], top = 3, write_p = 0.5",
             "'g' writes the 3 smallest P of each trait, and of them those of at most 0.5, alone in the tables for LDSC")>]
[<InlineData("export = [ldsc], top = 1000, write_p = 0.5",
             "'g' writes rows with P at most 0.5 alone in the tables for LDSC")>]
let ``Some rows for a program that needs all are told where the study asks for them``
    (settings: string)
    (part: string)
    =
    let found = only (gwas settings)
    Assert.Equal("WM3072", found.Code)
    Assert.Contains(part, found.Message)

[<Theory>]
[<InlineData("export = [ldsc, cojo, metal, regenie]")>]
[<InlineData("export = [ldsc], write_p = 1")>]
// The file has 1,000 variants.
[<InlineData("export = [ldsc], top = 1000")>]
[<InlineData("export = [gwas_ssf, plink], write_p = 0.001, top = 10")>]
[<InlineData("write_p = 0.001")>]
[<InlineData("export = [ldsc], write_p = 0.001, accept WM3072 because \"of clumps alone\"")>]
let ``All rows, tables to look at and what is accepted are not`` (settings: string) = sound (gwas settings) |> ignore

[<Fact>]
let ``A meta-analysis is looked at too`` () =
    let found =
        only (
            (gwas "transform = rank_int")
            + "meta all from [g, sumstats(\"data/other.tsv\", trait = \"height\", n = 1000)] { export = [metal], write_p = 0.01 }\n"
        )

    Assert.Equal("WM3072", found.Code)
    Assert.StartsWith("'all' writes rows with P at most 0.01 alone in the tables for METAL", found.Message)
