/// Files that studies share: where they are looked for, what they are given, sets of columns, and the library that comes with the program.
module WhiteMatter.Language.Tests.ModuleTests

open System
open System.Collections.Immutable
open System.IO
open System.Threading
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Catalogue
open WhiteMatter.Language.Services
open WhiteMatter.Language.Syntax
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting

/// A test of what a file beside the repository or of a Debian package says.
type FileFactAttribute(path: string, what: string) =
    inherit
        FactAttribute(
            Skip =
                if File.Exists(Path.Combine(repository, path)) then
                    null
                else
                    $"{what} is not here."
        )

let private checkAt path (host: IStudyHost) text =
    checkWith (Checker.request (SourceText(path, text))) host

let private modelOf (host: IStudyHost) (text: string) =
    (StudyModel.check (Checker.request (SourceText("study.wmstudy", text))) host CancellationToken.None)
        .GetAwaiter()
        .GetResult()

let private soundAt path host text = studyOf (checkAt path host text)

[<Fact>]
let ``A file is looked for from the folder of the file that imports it, then in the folders of libraries in their order``
    ()
    =
    let cohort table =
        $"wmstudy 1\ncohort c {{ table = tsv(\"{table}\", id = IID) }}\n"

    let text =
        "wmstudy 1\nimport \"panel\" as lib\nstudy s { build = GRCh37 }\ncohort own from lib.c { sample = 10 }\n"

    let tableOf (host: InMemoryHost) =
        let result = checkAt "studies/s.wmstudy" host text
        Assert.True(result.Study.IsSome, messages result)
        Assert.Single result.Study.Value.Facts.Absent

    let far =
        InMemoryHost()
            .WithLibraryFolder("/opt/first")
            .WithLibraryFolder("second/")
            .WithText("second/panel.wmstudy", cohort "far.tsv")

    Assert.Equal("second/far.tsv", tableOf far)

    let nearer = far.WithText("/opt/first/panel.wmstudy", cohort "nearer.tsv")
    Assert.Equal("/opt/first/nearer.tsv", tableOf nearer)

    let nearest = nearer.WithText("studies/panel.wmstudy", cohort "nearest.tsv")
    Assert.Equal("studies/nearest.tsv", tableOf nearest)

[<Fact>]
let ``What is said of a file that is nowhere names the places where it was looked for`` () =
    let host = InMemoryHost().WithLibraryFolder("/opt/lib")

    let said path =
        let result =
            checkAt "s.wmstudy" host $"wmstudy 1\nimport \"{path}\" as lib\nstudy s {{ build = GRCh37 }}\n"

        (Assert.Single result.Diagnostics).Message

    Assert.Equal("The imported file 'panel.wmstudy' is not there, nor '/opt/lib/panel.wmstudy'.", said "panel")

    // A path that says where it starts is looked for there alone.
    Assert.Equal("The imported file 'panel.txt' is not there.", said "./panel.txt")

    Assert.Equal(
        "The imported file 'std/ukbb.wmstudy' is not there, nor '/opt/lib/std/ukbb.wmstudy'. Did you mean 'std/ukb'?",
        said "std/ukbb"
    )

[<Theory>]
[<InlineData("")>]
[<InlineData(" ")>]
let ``An import of no file is said`` (written: string) =
    let result =
        checkAt "s.wmstudy" (InMemoryHost()) $"wmstudy 1\nimport \"{written}\" as lib\nstudy s {{ build = GRCh37 }}\n"

    let found = Assert.Single result.Diagnostics
    Assert.Equal(DataCodes.ImportNotFound.Code, found.Code)

    match found.Span with
    | null -> failwith "no place"
    | span -> Assert.Equal((2, 8), (span.Line, span.Column))

[<Fact>]
let ``A file of one's own comes before that of the library`` () =
    let host =
        InMemoryHost().WithText("std/ukb.wmstudy", "wmstudy 1\ncovariates mine { age }\n")

    let text =
        "wmstudy 1\nimport \"std/ukb\" as ukb\nstudy s { build = GRCh37 }\ncovariates base { ukb.mine }\n"

    soundAt "s.wmstudy" host text |> ignore

[<Fact>]
let ``The file that an import names is checked once, whoever imports it, and circles are said with their path`` () =
    let host =
        InMemoryHost()
            .WithLibraryFolder("lib")
            .WithText("lib/a.wmstudy", "wmstudy 1\nimport \"b\" as b\n")
            .WithText("lib/b.wmstudy", "wmstudy 1\nimport \"c\" as c\n")
            .WithText("lib/c.wmstudy", "wmstudy 1\nimport \"a\" as a\n")

    let result =
        checkAt "s.wmstudy" host "wmstudy 1\nimport \"a\" as a\nstudy s { build = GRCh37 }\n"

    let found = Assert.Single result.Diagnostics
    Assert.Equal(NameCodes.ImportCycle.Code, found.Code)

    Assert.Equal(
        "These imports go in a circle: lib/a.wmstudy → lib/b.wmstudy → lib/c.wmstudy → lib/a.wmstudy.",
        found.Message
    )

[<Fact>]
let ``An import gives parameters of the file their values, and a path starts from the folder of the file that gives it``
    ()
    =
    let host =
        InMemoryHost()
            .WithText(
                "studies/lib/deep/panel.wmstudy",
                "wmstudy 1\nparam people : string\nparam drawn : int = 5\ncohort c { table = tsv(people, id = IID), sample = drawn }\n"
            )

    let text =
        "wmstudy 1\nimport \"lib/deep/panel\" as lib { people = \"here/people.tsv\", drawn = size }\nparam size : int = 7\nstudy s { build = GRCh37 }\ncohort own from lib.c\n"

    let study = checkAt "studies/s.wmstudy" host text
    Assert.True(study.Study.IsSome, messages study)
    Assert.Equal<Set<string>>(set [ "studies/here/people.tsv" ], study.Study.Value.Facts.Absent)
    Assert.Equal("7", setting "sample" (find "lib.c" study.Study.Value))

    // What is given when the study is checked comes first, and belongs to the study too.
    let given = {
        Checker.request (SourceText("studies/s.wmstudy", text)) with
            Parameters = Map [ "lib.people", "other.tsv"; "lib.drawn", "9" ]
    }

    let study = checkWith given host
    Assert.True(study.Study.IsSome, messages study)
    Assert.Equal<Set<string>>(set [ "studies/other.tsv" ], study.Study.Value.Facts.Absent)
    Assert.Equal("9", setting "sample" (find "lib.c" study.Study.Value))

[<Fact>]
let ``A value that an import gives is of the parameter's type, and a parameter without one is said at the import`` () =
    let host = host.WithText("lib/p.wmstudy", "wmstudy 1\nparam n : int\n")

    let said (block: string) =
        let result =
            checkAt "s.wmstudy" host $"wmstudy 1\nimport \"lib/p\" as p{block}\nstudy s {{ build = GRCh37 }}\n"

        let found = Assert.Single result.Diagnostics

        match found.Span with
        | null -> failwith "The finding has no place."
        | span -> found.Code, span.Path, span.Start

    Assert.Equal((NameCodes.WrongType.Code, "s.wmstudy", 36), said " { n = \"many\" }")
    Assert.Equal((NameCodes.ParameterWithoutValue.Code, "s.wmstudy", 28), said "")

[<Fact>]
let ``A cohort takes over the columns of a set that its table has, and its own say comes first`` () =
    let study =
        sound
            """wmstudy 1
study s { build = GRCh37 }
columns visit {
  age    : y
  weight : kg
  site   : factor("1", "2", "3")  ## Where the scanner stood.
}
columns all_of_it { visit, sex : factor }
cohort people {
  table = space_separated("data/people.txt", id = IID, family = FID)
  columns { all_of_it, sex : numeric }
}
"""

    let columns = (find "people" study).Body.Columns

    Assert.Equal<Set<string * ColumnRole * string option>>(
        set [
            "age", ColumnRole.Numeric, Some "y"
            "site", ColumnRole.Factor, None
            "sex", ColumnRole.Numeric, None
        ],
        set columns
    )

    Assert.Equal<Map<string, string list>>(Map [ "site", [ "1"; "2"; "3" ] ], (find "people" study).Body.Levels)

[<Fact>]
let ``A set of columns is a list of traits: those of its numbers that the table has`` () =
    let study =
        sound
            """wmstudy 1
study s { build = GRCh37 }
columns sizes { height : mm, bmi : numeric, waist : mm, group : factor }
cohort people { table = space_separated("data/people.txt", id = IID, family = FID) }
phenotypes traits from people { columns = sizes }
"""

    Assert.Equal("[column height, column bmi]", setting "columns" (find "traits" study))

[<Fact>]
let ``Declared levels are those of a table that was not seen`` () =
    let found =
        checkAt
            "s.wmstudy"
            (InMemoryHost())
            "wmstudy 1\nstudy s { build = GRCh37 }\ncohort c { table = tsv(\"gone.tsv\", id = IID), columns { sex : factor(\"F\", \"M\") }, include = sex == \"W\" }\n"

    Assert.Equal<string list>([ DataCodes.FileNotFound.Code; NameCodes.UnknownLevel.Code ], codes found)

let libraryNames () =
    StandardLibrary.names Parser.edition |> Seq.map (fun name -> [| box name |])

[<Theory; MemberData(nameof libraryNames)>]
let ``A file of the library is without a fault, formatted, and every name in it is documented`` (name: string) =
    let source = (StandardLibrary.tryFind Parser.edition (name + ".wmstudy")).Value
    let parsed = Parser.parse source
    Assert.Empty parsed.Diagnostics
    Assert.Equal(Formatter.format parsed.File, source.Text)

    let result = checkAt source.Path (InMemoryHost()) source.Text
    Assert.True(result.Diagnostics.IsEmpty, messages result)

    let file =
        LibraryContents.files Parser.edition |> List.find (fun file -> file.Name = name)

    Assert.NotEmpty file.About
    Assert.NotEmpty file.Entries

    for entry in file.Entries do
        Assert.True(entry.Doc <> "", $"{name}: {entry.Name} has no doc comment")

let private usesLibrary =
    """wmstudy 1
import "std/ukb" as ukb
import "std/jhu" as jhu { labels = "data/labels.nii.gz" }
import "std/enigma" as enigma
study s { build = GRCh37 }
cohort everyone {
  table   = csv("ukb.csv", id = eid)
  missing = ukb.missing
  columns { ukb.person, ukb.genetics, ukb.imaging, ukb.tract_fa }
  include = p21003_i2 >= 45y and p22006 == "1"
}
genotypes chips from everyone { bed = "data/chips.bed" }
phenotypes tracts from everyone { columns = ukb.tract_fa }
gwas tract_gwas from everyone { traits = tracts, genotypes = chips, adjust = ukb.imaging_gwas, transform = rank_int }
loci leads from tract_gwas { p = 5e-8 / 48, reference = chips }
"""

let private columnsOf names content =
    names
    |> List.map (fun name -> TableColumn(name, content, ImmutableArray<string>.Empty))

/// A table as the Research Analysis Platform exports it.
let private exported =
    let factor name levels =
        TableColumn(name, ColumnContent.Integer, ImmutableArray.CreateRange<string> levels)

    let numbers = [
        "eid"
        "p34"
        "p21003_i2"
        for field in [ 25000; 25741; 25742; 25756; 25757; 25758; 25759 ] do
            $"p{field}_i2"
        for i in 1..40 do
            $"p22009_a{i}"
        for label in 1..48 do
            $"p{25055 + label}_i2"
    ]

    TableHeader(
        ImmutableArray.CreateRange<TableColumn> [
            factor "p31" [ "0"; "1" ]
            factor "p54_i2" [ "11025"; "11026"; "11027" ]
            factor "p22006" [ "1" ]
            yield! columnsOf numbers ColumnContent.Number
        ],
        40_000L,
        true
    )

[<Fact>]
let ``A study of UK Biobank's fields is sound, with the names of the library as its columns, covariates and traits``
    ()
    =
    let text = usesLibrary
    let study = soundAt "s.wmstudy" (host.WithTable("ukb.csv", exported)) text
    let cohort = find "everyone" study

    Assert.Contains(("p54_i2", ColumnRole.Factor, None), cohort.Body.Columns)
    Assert.Contains(("p21003_i2", ColumnRole.Numeric, Some "y"), cohort.Body.Columns)
    // Field 22000 has the batches of UK BiLEVE as -1 to -11: no code of "do not know" is missing unless asked for.
    match cohort.Body.Settings["missing"].Node with
    | CheckedNode.List texts ->
        Assert.DoesNotContain(
            texts,
            fun text ->
                match text.Node with
                | CheckedNode.Text [ TextPart.Literal code ] -> code.StartsWith '-'
                | _ -> false
        )
    | other -> failwith $"%A{other}"

    // Fields of other visits are none of this table's columns.
    Assert.DoesNotContain(cohort.Body.Columns, fun (name, _, _) -> name = "p54_i0")

    match (find "tracts" study).Body.Settings["columns"].Node with
    | CheckedNode.List traits -> Assert.Equal(48, traits.Length)
    | other -> failwith $"%A{other}"

    // Without a say on the centre the lint that knows the field's number speaks.
    let result =
        checkAt
            "s.wmstudy"
            (host.WithTable("ukb.csv", exported))
            (text.Replace("adjust = ukb.imaging_gwas", "adjust = ukb.demographic + ukb.ancestry10"))

    Assert.Contains(DesignCodes.SiteNotAdjusted.Code, codes result)
    Assert.Contains(DesignCodes.HeadSizeNotAdjusted.Code, codes result)

[<FileFact("../shared/data/ukb/idp_list.txt", "UK Biobank's list of phenotypes")>]
let ``The fields of tracts are those of UK Biobank's own list of image-derived phenotypes, where that is at hand`` () =
    // CBICA/UK_biobank_pipeline_v_1, IDP_list.txt: dMRI_TBSS_FA_k is field 25055 + k.
    let list = Path.Combine(repository, "..", "shared", "data", "ukb", "idp_list.txt")

    let described = [
        for line in File.ReadLines list do
            let start = line.IndexOf("Mean FA in ", StringComparison.Ordinal)

            if line.Contains "dMRI_TBSS_FA_" && start > 0 then
                line.Substring(start, line.IndexOf(" on FA skeleton", start, StringComparison.Ordinal) - start)
    ]

    Assert.Equal(48, described.Length)
    let text = (StandardLibrary.tryRead "std:1/ukb.wmstudy").Value.Text

    described
    |> List.iteri (fun index what ->
        Assert.Contains(
            $"p{25056 + index}_i2 : numeric  ## Field {25056 + index}: m{what.Substring 1}, visit 2\n",
            text
        ))

[<FileFact("/usr/share/mricron/templates/JHU-WhiteMatter-labels-1mm.nii.txt", "Debian's mricron-data")>]
let ``The regions of the atlas are named as MRIcron's copy of it names them, where that is installed`` () =
    let names = "/usr/share/mricron/templates/JHU-WhiteMatter-labels-1mm.nii.txt"

    let expected = [
        for line in File.ReadLines names |> Seq.skip 1 do
            line.Substring(line.IndexOf '\t' + 1).Replace('_', ' ')
    ]

    let study =
        soundAt
            "s.wmstudy"
            host
            "wmstudy 1\nimport \"std/jhu\" as jhu { labels = \"data/labels.nii.gz\" }\nstudy s { build = GRCh37 }\ncohort c { table = space_separated(\"data/people.txt\", id = IID, family = FID) }\nimages fa from c { path = \"data/fa/{IID}.nii.gz\" }\nphenotypes tracts from fa { reduce = mean(by = jhu.icbm48) }\n"

    match (find "jhu.icbm48" study).Body.Settings["names"].Node with
    | CheckedNode.List items ->
        let names = [
            for item in items do
                match item.Node with
                | CheckedNode.Text [ Syntax.TextPart.Literal text ] -> text
                | _ -> ()
        ]

        Assert.Equal<string list>(expected, names)
    | other -> failwith $"%A{other}"

[<Fact>]
let ``The regions of ENIGMA-DTI are those that its association script reads`` () =
    // ENIGMA-DTI-GWAS, list ROIS of its R script, in which R wrote '.' for '-' and '/'.
    let script =
        "ACR ACR.L ACR.R ALIC ALIC.L ALIC.R AverageFA BCC CC CGC CGC.L CGC.R CGH CGH.L CGH.R CR CR.L CR.R CST CST.L CST.R EC EC.L EC.R FX FX.ST.L FX.ST.R FXST GCC IC IC.L IC.R IFO IFO.L IFO.R PCR PCR.L PCR.R PLIC PLIC.L PLIC.R PTR PTR.L PTR.R RLIC RLIC.L RLIC.R SCC SCR SCR.L SCR.R SFO SFO.L SFO.R SLF SLF.L SLF.R SS SS.L SS.R UNC UNC.L UNC.R"

    let header =
        TableHeader(
            ImmutableArray.CreateRange(columnsOf [ "SubjID"; "ACR-L"; "FX/ST-R"; "AverageFA" ] ColumnContent.Number),
            100L,
            true
        )

    let study =
        soundAt
            "s.wmstudy"
            (InMemoryHost().WithTable("roi.csv", header))
            "wmstudy 1\nimport \"std/enigma\" as enigma\nstudy s { build = GRCh37 }\ncohort c { table = csv(\"roi.csv\", id = SubjID), columns { enigma.dti } }\nphenotypes fa from c { columns = enigma.dti }\n"

    Assert.Equal("[column ACR-L, column AverageFA, column FX/ST-R]", setting "columns" (find "fa" study))

    let entry =
        (LibraryContents.files 1 |> List.find (fun file -> file.Name = "std/enigma")).Entries
        |> List.find (fun entry -> entry.Name = "dti")

    let named = [
        for line in entry.Text.Split '\n' do
            let colon = line.IndexOf(" : ", StringComparison.Ordinal)

            if colon > 0 then
                line.Substring(0, colon).Trim().Trim('"').Replace('-', '.').Replace('/', '.')
    ]

    Assert.Equal<string list>(List.ofArray (script.Split ' '), named)

[<Fact>]
let ``Hover tells what a file of the library offers and what a field is, and its names lead into it`` () =
    let host = host.WithTable("ukb.csv", exported)

    let text =
        "wmstudy 1\nimport \"std/ukb\" as ukb\nstudy s { build = GRCh37 }\ncohort everyone { table = csv(\"ukb.csv\", id = eid), columns { ukb.person, ukb.imaging }, include = p21003_i2 >= 45y }\ncovariates base { ukb.demographic }\n"

    let model = modelOf host text

    let at (words: string) =
        text.IndexOf(words, StringComparison.Ordinal)

    let hover offset =
        (Hover.at model "study.wmstudy" offset).Value.Markdown

    Assert.Contains("`imaging_gwas : Covariates`", hover (at "std/ukb"))
    Assert.Contains("Fields of UK Biobank", hover (at "std/ukb"))
    Assert.Contains("Field 21003: age when attended assessment centre, visit 2", hover (at "p21003_i2"))
    Assert.Contains("Field 31: sex", hover (at "person"))

    let place = (Navigation.definition model "study.wmstudy" (at "demographic")).Value
    Assert.Equal("std:1/ukb.wmstudy", place.Source.Path)
    Assert.Equal("demographic", place.Source.TextOf place.Span)

    match Navigation.rename model "study.wmstudy" (at "demographic") "other" with
    | Error why -> Assert.Contains("cannot be changed", why)
    | Ok _ -> failwith "A name of the library was changed."

[<Fact>]
let ``Completion knows the files of the library, the parameters of an imported file and its sets of columns`` () =
    let labels (text: string) =
        let at = text.IndexOf '|'
        let text = text.Remove(at, 1)
        let model = modelOf host text

        let found =
            (Completing.at model host model.Source at CancellationToken.None).GetAwaiter().GetResult()

        [ for one in found.Proposals -> one.Label ], model.Source.TextOf found.Replace

    Assert.Equal(
        ([ "std/enigma"; "std/jhu"; "std/ukb" ], "std/u"),
        labels "wmstudy 1\nimport \"std/u|\" as ukb\nstudy s { build = GRCh37 }\n"
    )

    let parameters, _ =
        labels "wmstudy 1\nimport \"std/jhu\" as jhu { | }\nstudy s { build = GRCh37 }\n"

    Assert.Equal<string list>([ "labels"; "names" ], parameters)

    let entries, _ =
        labels
            "wmstudy 1\nimport \"std/ukb\" as ukb\nstudy s { build = GRCh37 }\ncohort c { table = space_separated(\"data/people.txt\", id = IID), columns { | } }\n"

    Assert.Contains("ukb.person", entries)
    Assert.Contains("age", entries)
