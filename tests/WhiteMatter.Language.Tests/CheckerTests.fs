/// What the checker makes of whole studies.
module WhiteMatter.Language.Tests.CheckerTests

open System
open System.Collections.Generic
open System.Collections.Immutable
open System.IO
open System.Threading
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting

let private lineOf (diagnostic: Diagnostic) =
    match diagnostic.Span with
    | null -> 0
    | span -> span.Line

[<Fact>]
let ``A sound study gives no diagnostic and everything that planning needs`` () =
    let study = sound wholeStudy
    Assert.Equal("heights", study.Name)
    Assert.Equal("Height", study.Title)
    Assert.Equal<string list>([ "What the study is about." ], study.Doc)

    Assert.Equal<string list>(
        [
            "people"
            "chips"
            "base"
            "traits"
            "g"
            "leads"
            "expect#1"
            "page"
            "joined"
        ],
        [ for declaration in study.Declarations -> declaration.Name ]
    )

    let leads = find "leads" study
    Assert.Equal("250000", setting "window" leads)
    Assert.Equal("0.01", setting "member_p" leads)
    Assert.Equal("0", setting "merge" leads)
    Assert.Equal("GRCh37", setting "build" (find "chips" study))
    Assert.Equal("none", setting "transform" (find "g" study))
    Assert.Equal(setting "table" (find "people" study), setting "table" (find "traits" study))
    Assert.Equal("[Literal \"results/heights\"]", setting "results" study.Study)
    Assert.True(study.Facts.Tables.ContainsKey "data/people.txt")

    let chips =
        GenotypeRequest(GenotypeFormat.Bed, ImmutableArray.Create "data/chips.bed", null)

    Assert.Equal(1000L, study.Facts.Genotypes[chips.Key].Variants.Value)

[<Fact>]
let ``A share is the double nearest to it, and units convert to their canonical one`` () =
    // 15% is 0.15 and 5% is 0.05 to the last bit, as a reader expects of the same number written either way.
    let study =
        sound (
            start
            + "cohort a from people { sample = 15% }\ncohort b from people { sample = 5% }\n"
        )

    Assert.Equal("0.15", setting "sample" (find "a" study))
    Assert.Equal("0.05", setting "sample" (find "b" study))

    Assert.Equal(
        "16000000000",
        (sound "wmstudy 1\nstudy s { build = GRCh38, memory = 16GB }\n").Study
        |> setting "memory"
    )

[<Fact>]
let ``Ten mistakes give ten diagnostics in one pass`` () =
    let result =
        check
            """wmstudy 1
study s { build = GRCh39 }
cohort people {
  table = space_separated("data/people.txt", id = IID, famly = FID)
  columns { sex : facter, age : y }
  include = agee >= 45y
}
genotypes chips from people { bad = "data/chips.bed" }
covariates base { age^2 }
phenotypes traits from people { columns = [ancestry] }
gwas g from people { traits = trait, genotypes = chips, adjust = base }
loci leads from g { reference = chips, window = 250, r2 = 2 }
expect { leads.cuont >= 1 }
"""

    Assert.Equal<string list>(
        [
            NameCodes.UnknownCase.Code
            NameCodes.UnexpectedArgument.Code
            NameCodes.UnknownRole.Code
            NameCodes.UnknownColumn.Code
            NameCodes.UnknownSetting.Code
            NameCodes.FormulaPower.Code
            NameCodes.TextAsNumber.Code
            NameCodes.UndeclaredName.Code
            NameCodes.UnitMissing.Code
            NameCodes.OutOfBounds.Code
            NameCodes.UnknownMember.Code
        ],
        codes result
    )

[<Fact>]
let ``An undeclared name is reported once with all its uses`` () =
    let result =
        check (
            start
            + "gwas g from people { traits = traits, genotypes = array, adjust = age }\nloci leads from g { reference = array }\n"
        )

    let only = Assert.Single result.Diagnostics
    Assert.Equal(NameCodes.UndeclaredName.Code, only.Code)
    Assert.Equal(9, (lineOf only))
    Assert.Equal<int list>([ 10 ], [ for related in only.Related -> related.Span.Line ])

[<Fact>]
let ``The design's study, whose later kinds are not there yet, gives one diagnostic for each of them and no other error``
    ()
    =
    let text =
        File.ReadAllText(Path.Combine(repository, "tests", "Baselines", "design", "blueprint.wmstudy"))

    let host =
        InMemoryHost().WithText("atlases/jhu.wmstudy", "wmstudy 1\natlas icbm48 { labels = \"jhu.nii.gz\" }\n")

    let result = checkWith (Checker.request (SourceText("study.wmstudy", text))) host

    for diagnostic in result.Diagnostics do
        if diagnostic.Severity = DiagnosticSeverity.Error then
            Assert.True((diagnostic.Code = NameCodes.NotThereYet.Code), $"{lineOf diagnostic}: {diagnostic.Message}")

    let toCome = [
        for diagnostic in result.Diagnostics do
            if diagnostic.Code = NameCodes.NotThereYet.Code then
                diagnostic.Message.Split('\'')[1]
    ]

    // In the order of the file; each association that names a method to come says so.
    Assert.Equal<string list>(
        [
            "link"
            "heritability"
            "heritability"
            "comparison"
            "correlation"
            "genes"
            "enrichment"
        ],
        toCome
    )

[<Fact>]
let ``Pictures of single people are refused as to come, not accepted without effect`` () =
    let result =
        check (
            start
            + "gwas g from people { traits = traits, genotypes = chips, adjust = age + sex + ancestry }\n"
            + "report page { show = [qq(g)], individual_images = true }\n"
        )

    let found = Assert.Single result.Diagnostics
    Assert.Equal(NameCodes.NotThereYet.Code, found.Code)
    Assert.Contains("individual_images", found.Message)

[<Fact>]
let ``A number compared with a factor is its level, and chromosomes may be written as numbers`` () =
    let study =
        sound (
            start.Replace("age : y }", "age : y }\n  include = sex == 2 and age >= 45y")
            + "genotypes some from people { bed = \"data/chips.bed\", keep = chromosome in [1..3, 22, \"X\"] and position >= 5Mb }\n"
        )

    Assert.Contains("""(column sex Equal [Literal "2"])""", setting "include" (find "people" study))
    let keep = setting "keep" (find "some" study)
    Assert.Contains("""[[Literal "1"], [Literal "2"], [Literal "3"], [Literal "22"], [Literal "X"]]""", keep)
    Assert.Contains("5000000", keep)

[<Fact>]
let ``A column in a unit that is not canonical is converted where it is compared`` () =
    let study =
        sound (start.Replace("age : y }", "age : y, bmi : min }\n  include = bmi >= 2h"))

    Assert.Equal("((column bmi Multiply 60) GreaterOrEqual 7200)", setting "include" (find "people" study))

[<Fact>]
let ``A cohort drawn from others has the table, the columns and the missing codes of the first`` () =
    let study =
        sound (
            start
            + "cohort all from rest { include = age >= 50y }\ncohort rest from people - part { columns { site : factor } }\ncohort part from people { sample = 10% }\n"
        )

    let all = find "all" study
    Assert.Equal(setting "table" (find "people" study), setting "table" all)

    Assert.Equal<(string * ColumnRole * string option) list>(
        [
            "sex", ColumnRole.Factor, None
            "age", ColumnRole.Numeric, Some "y"
            "site", ColumnRole.Factor, None
        ],
        all.Body.Columns
    )

    let place name =
        study.Declarations
        |> List.findIndex (fun declaration -> declaration.Name = name)

    Assert.True(place "part" < place "rest" && place "rest" < place "all")

[<Fact>]
let ``Columns of covariates are looked up in the cohort of each use`` () =
    let text =
        start
        + "cohort panel { table = tsv(\"data/panel.txt\", id = IID) }\ncovariates base { age + sex }\n"

    sound text |> ignore

    let used =
        text
        + "gwas g from panel { traits = traits, genotypes = chips, adjust = base }\n"

    Assert.Equal<string list>(
        [
            "There is no column 'age' in the table 'data/panel.txt'."
            "There is no column 'sex' in the table 'data/panel.txt'."
        ],
        [
            for one in (check used).Diagnostics do
                if one.Code = NameCodes.UnknownColumn.Code then
                    one.Message
        ]
    )

[<Fact>]
let ``A text column is a factor without a declaration, and declared roles win over it`` () =
    let study =
        sound (
            start
            + "gwas g from people { traits = traits, genotypes = chips, adjust = ancestry + sex + age }\n"
        )

    let people = find "people" study

    let role name =
        StudyColumns.roleOf study.Facts people name

    Assert.Equal(ColumnRole.Factor, role "ancestry")
    Assert.Equal(ColumnRole.Factor, role "sex")
    Assert.Equal(ColumnRole.Numeric, role "age")
    Assert.Equal(ColumnRole.Numeric, role "bmi")

[<Fact>]
let ``All columns of a table are its numeric ones that are no ID and no factor`` () =
    let study = sound (start.Replace("[height]", "all"))
    let traits = find "traits" study
    let people = CheckedStudy.tryFind "people" study

    Assert.Equal<string list option>(
        Some [ "age"; "site"; "scan"; "height"; "bmi"; "headsize"; "constant"; "FEV1/FVC" ],
        StudyColumns.traitsOf study.Facts people traits
    )

[<Fact>]
let ``A column declared an ID or a factor is no trait, whoever asks`` () =
    let study =
        sound (start.Replace("[height]", "all").Replace("age : y }", "age : y, scan : id, site : factor }"))

    let traits = find "traits" study
    let people = CheckedStudy.tryFind "people" study

    Assert.Equal<string list option>(
        Some [ "age"; "height"; "bmi"; "headsize"; "constant"; "FEV1/FVC" ],
        StudyColumns.traitsOf study.Facts people traits
    )

    Assert.Equal<string list>([ "sex"; "scan"; "site" ], StudyColumns.declaredNoTraits people traits)

[<Fact>]
let ``A column whose name is no plain word is named by its text`` () =
    let study =
        sound (
            start
                .Replace("[height]", "[\"FEV1/FVC\"]")
                .Replace("age : y }", "age : y }\n  include = column(\"FEV1/FVC\") >= 0.7")
        )

    Assert.Equal("[column FEV1/FVC]", setting "columns" (find "traits" study))
    Assert.Equal("(column FEV1/FVC GreaterOrEqual 0.7)", setting "include" (find "people" study))

[<Fact>]
let ``What depends on data that is not there is left unchecked, and the study still plans`` () =
    let result =
        checkWith (Checker.request (SourceText("study.wmstudy", wholeStudy))) (InMemoryHost())

    Assert.True(result.Study.IsSome, messages result)

    Assert.Equal<string list>([ DataCodes.FileNotFound.Code; DataCodes.FileNotFound.Code ], codes result)

    Assert.Equal<Set<string>>(set [ "data/people.txt"; "data/chips.bed" ], result.Study.Value.Facts.Absent)

[<Fact>]
let ``A warning is accepted in its declaration or its file, with the reason kept`` () =
    let gwas accept =
        start + $"gwas g from people {{ traits = traits, genotypes = chips{accept} }}\n"

    Assert.Equal<string list>([ DesignCodes.NoCovariates.Code ], codes (check (gwas "")))
    let study = sound (gwas ", accept WM3004 because \"adjusted before\"")
    let accepted = Assert.Single study.Accepted
    Assert.Equal("adjusted before", accepted.Reason)
    Assert.Contains("'g' adjusts for nothing", accepted.Message)
    sound (gwas "" + "accept WM3004 because \"adjusted before\"\n") |> ignore

    // In another declaration it accepts nothing.
    let elsewhere =
        check (
            gwas ""
            + "covariates base {\n  age\n  accept WM3004 because \"adjusted before\"\n}\n"
        )

    Assert.Equal<string list>([ DesignCodes.NoCovariates.Code; NameCodes.AcceptUnused.Code ], codes elsewhere)

[<Fact>]
let ``An import's accept does not speak for the file that imports it`` () =
    let host =
        host.WithText("lib/lax.wmstudy", "wmstudy 1\naccept WM3004 because \"whatever\"\ncovariates base { age }\n")

    let text =
        start.Replace("wmstudy 1\n", "wmstudy 1\nimport \"lib/lax.wmstudy\" as lax\n")
        + "gwas g from people { traits = traits, genotypes = chips }\n"

    let result = checkWith (Checker.request (SourceText("study.wmstudy", text))) host
    Assert.Contains(DesignCodes.NoCovariates.Code, codes result)

[<Fact>]
let ``Imported names are qualified, and paths start from the file that holds them`` () =
    let host =
        InMemoryHost()
            .WithText(
                "studies/lib/panel.wmstudy",
                "wmstudy 1\ncohort panel { table = tsv(\"../data/people.txt\", id = IID) }\ncohort unused { table = tsv(\"gone.txt\", id = IID) }\n"
            )

    let text =
        "wmstudy 1\nimport \"lib/panel.wmstudy\" as lib\nstudy s { build = GRCh37 }\ncohort some from lib.panel { sample = 100 }\n"

    let result =
        checkWith (Checker.request (SourceText("studies/s.wmstudy", text))) host

    Assert.True(result.Study.IsSome, messages result)
    // Only what the study uses is looked for.
    Assert.Equal<Set<string>>(set [ "studies/data/people.txt" ], result.Study.Value.Facts.Absent)

    Assert.Equal<string list>(
        [ "lib.panel"; "some" ],
        [ for declaration in result.Study.Value.Declarations -> declaration.Name ]
    )

    let unqualified = text.Replace("from lib.panel", "from panel")

    let result =
        checkWith (Checker.request (SourceText("studies/s.wmstudy", unqualified))) host

    Assert.Contains(NameCodes.UndeclaredName.Code, codes result)

[<Fact>]
let ``Parameters are replaced by their values, those given from outside first`` () =
    let text =
        start.Replace("data/people.txt", "data/{file}.txt")
        + "param file : string = \"people\"\nparam least : int = 45\nparam half : float = least / 2\ncohort old from people { include = height >= half }\n"

    let study = sound text
    Assert.Contains("22.5", setting "include" (find "old" study))

    let given =
        checkWith
            {
                Checker.request (SourceText("study.wmstudy", text)) with
                    Parameters = Map [ "least", "60" ]
            }
            host

    Assert.Contains("30", setting "include" (find "old" given.Study.Value))

[<Fact>]
let ``A parameter that needs itself is a circle`` () =
    let result =
        check "wmstudy 1\nstudy s { build = GRCh37 }\nparam a : int = b\nparam b : int = a\n"

    Assert.Equal<string list>([ NameCodes.Cycle.Code ], codes result)

[<Fact>]
let ``Thresholds may use values known only after the run`` () =
    let study =
        sound (
            start
            + "gwas g from people { traits = traits, genotypes = chips, adjust = age }\nloci leads from g { reference = chips, p = 0.05 / g.variants }\n"
        )

    Assert.Equal("(0.05 Divide g.variants)", setting "p" (find "leads" study))

[<Fact>]
let ``A declaration may bear the name of a column where it cannot be mistaken for it`` () =
    sound (
        start
        + "gwas height from people { traits = traits, genotypes = chips, adjust = age + bmi }\n"
    )
    |> ignore

[<Fact>]
let ``Covariates with a column's name are ambiguous in a formula`` () =
    let result =
        check (
            start
            + "covariates bmi { age }\ngwas g from people { traits = traits, genotypes = chips, adjust = bmi }\n"
        )

    Assert.Equal<string list>([ NameCodes.AmbiguousName.Code ], codes result)
    Assert.Equal(9, (Assert.Single result.Diagnostics[0].Related).Span.Line)

[<Fact>]
let ``Applying a baseline's first fix removes its diagnostic`` () =
    let folder = Path.Combine(repository, "tests", "Baselines", "diagnostics")
    let mutable applied = 0

    for path in Directory.GetFiles(folder, "*.wmstudy") |> Array.sort do
        let text = File.ReadAllText path
        let code = string (Path.GetFileNameWithoutExtension path)

        if not (text.StartsWith '#') && not (code.StartsWith "WM1") then
            let result = check text

            for diagnostic in result.Diagnostics do
                for fix in diagnostic.Fixes do
                    let mended = check (applyFix text fix)
                    applied <- applied + 1

                    Assert.True(
                        not (List.contains code (codes mended)),
                        $"{code} after '{fix.Title}': {messages mended}"
                    )

                    Assert.True(
                        codes mended |> List.forall (fun other -> not (other.StartsWith "WM1")),
                        $"{code} after '{fix.Title}': {messages mended}"
                    )

    Assert.True(applied >= 15, $"Only {applied} fixes were applied.")

[<Theory>]
[<InlineData("[height, bmi]", "age + height", "WM3012")>]
[<InlineData("[height, bmi]", "age * height", "WM3012")>]
[<InlineData("[height, bmi]", "(age + height)^2", "WM3012")>]
[<InlineData("[height, bmi]", "age + age:height", "WM3008")>]
[<InlineData("[height, bmi]", "age * height - height", "WM3008")>]
[<InlineData("[height, bmi]", "age + I(height / 2)", "WM3008")>]
[<InlineData("all", "height", "WM3012")>]
let ``A trait that is a term is an error, one inside a term a warning``
    (columns: string)
    (adjust: string)
    (code: string)
    =
    let text =
        start.Replace("[height]", columns)
        + $"gwas g from people {{ traits = traits, genotypes = chips, adjust = {adjust} }}\n"

    let found =
        (check text).Diagnostics
        |> Seq.filter (fun one -> one.Message.Contains "'height'")

    Assert.Equal<string list>([ code ], [ for one in found -> one.Code ])

[<Fact>]
let ``A trait among named covariates is an error too`` () =
    let text =
        start
        + "covariates base { age + height }\ngwas g from people { traits = traits, genotypes = chips, adjust = base + sex }\n"
        + "gwas h from people { traits = traits, genotypes = chips, adjust = base }\n"

    // One mistake in the covariates is one message, at the covariate.
    let told = Assert.Single (check text).Diagnostics
    Assert.Equal(DesignCodes.TraitIsItsCovariate.Code, told.Code)
    let place = nonNull told.Span
    Assert.Equal("height", text.Substring(place.Start, place.Length))
    Assert.True(place.Start < text.IndexOf("gwas g", StringComparison.Ordinal))
    let beside = Assert.Single told.Related
    Assert.Equal("base + sex", text.Substring(beside.Span.Start, beside.Span.Length))
    Assert.Contains("'g'", beside.Message)
