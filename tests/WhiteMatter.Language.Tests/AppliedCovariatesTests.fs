/// Covariates of imported files, applied to a study's table: what is wrong is told where the study names them.
module WhiteMatter.Language.Tests.AppliedCovariatesTests

open System
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

let private checkAt path (host: IStudyHost) text =
    checkWith (Checker.request (SourceText(path, text))) host

/// Covariates of three files over the columns of `data/people.txt`: some it has, some it lacks, one of whole numbers without a role.
let private layered =
    host
        .WithText(
            "lab.wmstudy",
            "wmstudy 1\nimport \"deep\" as deep\ncovariates base { deep.more + I(bone^2) + fat1 + fat2 + fat3 }\n"
        )
        .WithText("deep.wmstudy", "wmstudy 1\ncovariates more { age + blood }\ncovariates roles { sex + age }\n")

let private over (declarations: string) =
    "wmstudy 1\nimport \"lab\" as lab\nimport \"deep\" as deep\nimport \"std/ukb\" as ukb\nstudy s { build = GRCh37 }\n"
    + "cohort people { table = space_separated(\"data/people.txt\", id = IID, family = FID), columns { age : y } }\n"
    + "genotypes chips from people { bed = \"data/chips.bed\" }\nphenotypes traits from people { columns = [height] }\n"
    + declarations

let private placeOf (found: Diagnostic) =
    match found.Span with
    | null -> failwith "The diagnostic has no place."
    | span -> span

[<Fact>]
let ``Columns that an imported file asks for and the table lacks are one error where the study names what asks for them``
    ()
    =
    let text =
        over
            "gwas first from people { traits = traits, genotypes = chips, adjust = lab.base }\ngwas second from people { traits = traits, genotypes = chips, adjust = lab.base + headsize }\n"

    let result = checkAt "study.wmstudy" layered text
    Assert.DoesNotContain(NameCodes.UnknownColumn.Code, codes result)

    let found =
        result.Diagnostics
        |> Seq.filter (fun one -> one.Code = ModuleCodes.ColumnsLacking.Code)
        |> Assert.Single

    Assert.Equal(
        "'lab.base' asks for 5 columns that the table 'data/people.txt' does not have: bone, fat1 to fat3, blood.",
        found.Message
    )

    Assert.Empty found.Fixes
    let source = SourceText("study.wmstudy", text)
    let span = placeOf found
    Assert.Equal(("study.wmstudy", text.IndexOf("lab.base", StringComparison.Ordinal)), (span.Path, span.Start))
    Assert.Equal(8, span.Length)

    Assert.Equal<(string * string) list>(
        [
            "study.wmstudy", "also used here"
            "lab.wmstudy", "'lab.base' asks for bone, fat1 to fat3"
            "deep.wmstudy", "'deep.more' asks for blood"
        ],
        [ for related in found.Related -> related.Span.Path, related.Message ]
    )

    Assert.Equal(9, (source.PositionOf span.Start).Line)

[<Fact>]
let ``What an imported file's covariates find in a table is said where the study applies them, with the change in the study alone``
    ()
    =
    let text =
        over
            "gwas first from people { traits = traits, genotypes = chips, adjust = deep.roles }\ngwas second from people { traits = traits, genotypes = chips, adjust = deep.roles }\n"

    let found =
        (checkAt "study.wmstudy" layered text).Diagnostics
        |> Seq.filter (fun one -> one.Severity = DiagnosticSeverity.Error)
        |> Assert.Single

    Assert.Equal(NameCodes.IntegerColumn.Code, found.Code)
    let span = placeOf found
    Assert.Equal(("study.wmstudy", text.IndexOf("deep.roles", StringComparison.Ordinal)), (span.Path, span.Start))
    Assert.Equal("deep.wmstudy", (Assert.Single found.Related).Span.Path)
    Assert.Equal<string list>([ ", sex : factor"; ", sex : numeric" ], [ for fix in found.Fixes -> fix.Replacement ])
    Assert.All(found.Fixes, (fun fix -> Assert.Equal("study.wmstudy", fix.Span.Path)))

[<Fact>]
let ``Fields that the library asks for and an export lacks are named together, none as another field`` () =
    let text =
        over
            "gwas first from people { traits = traits, genotypes = chips, adjust = ukb.ancestry40 + ukb.acquisition }\n"

    let found =
        (checkAt "study.wmstudy" layered text).Diagnostics
        |> Seq.filter (fun one -> one.Severity = DiagnosticSeverity.Error)
        |> List.ofSeq

    Assert.Equal<string list>(
        [
            "'ukb.ancestry40' asks for 40 columns that the table 'data/people.txt' does not have: p22009_a1 to p22009_a40."
            "'ukb.acquisition' asks for 8 columns that the table 'data/people.txt' does not have: p54_i2, p25000_i2, p25741_i2, p25742_i2, p25756_i2 to p25759_i2."
        ],
        [ for one in found -> one.Message ]
    )

    Assert.All(found, (fun one -> Assert.Empty one.Fixes))
    Assert.All(found, (fun one -> Assert.Equal("study.wmstudy", (placeOf one).Path)))
