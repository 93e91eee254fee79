/// Mistakes whose message knows what was meant: what is mended without asking, what is proposed, and that one mistake is told once.
module WhiteMatter.Language.Tests.MendTests

open System
open System.Collections.Immutable
open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Services
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

let private replaced (written: string) (other: string) =
    let at = wholeStudy.IndexOf(written, StringComparison.Ordinal)
    Assert.True(at >= 0, written)
    wholeStudy.Remove(at, written.Length).Insert(at, other)

let private whole = "age >= 45y and ancestry == \"EUR\""

let private certain (text: string) =
    Formatting.apply text (Fixes.certain "study.wmstudy" (check text).Diagnostics)

let private codes (text: string) =
    (check text).Diagnostics |> Seq.map _.Code |> List.ofSeq

let private placeOf (found: Diagnostic) =
    match found.Span with
    | null -> failwith "The diagnostic has no place."
    | span -> span

let private lineOf (found: Diagnostic) = (placeOf found).Line

[<Theory>]
[<InlineData("45y <= age <= 80y", "45y <= age and age <= 80y", "WM1064")>]
[<InlineData("80y > age >= 45y", "80y > age and age >= 45y", "WM1064")>]
[<InlineData("age between 45y and 80y", "age >= 45y and age <= 80y", "WM1057")>]
[<InlineData("sex == \"1\" and (age BETWEEN 45y AND 80y)", "sex == \"1\" and (age >= 45y and age <= 80y)", "WM1057")>]
[<InlineData("not age between 45y and 80y", "not (age >= 45y and age <= 80y)", "WM1057")>]
[<InlineData("between(age, 45y, 80y)", "age >= 45y and age <= 80y", "WM2022")>]
[<InlineData("not between(age, 45y, 80y)", "not (age >= 45y and age <= 80y)", "WM2022")>]
[<InlineData("is.na(age)", "is_missing(age)", "WM2022")>]
[<InlineData("isnull(age)", "is_missing(age)", "WM2022")>]
[<InlineData("notna(age)", "not is_missing(age)", "WM2022")>]
[<InlineData("age == NA", "is_missing(age)", "WM2090")>]
[<InlineData("sex == \"1\" or NULL != age", "sex == \"1\" or not is_missing(age)", "WM2090")>]
[<InlineData("age is null", "is_missing(age)", "WM2090")>]
[<InlineData("age IS NOT NULL and sex == \"1\"", "not is_missing(age) and sex == \"1\"", "WM2090")>]
[<InlineData("age not in [45y, 46y]", "not age in [45y, 46y]", "WM1067")>]
[<InlineData("age not between 45y and 80y", "not (age >= 45y and age <= 80y)", "WM1057")>]
[<InlineData("ancestry == \"EUR\" or \"AFR\"", "ancestry in [\"EUR\", \"AFR\"]", "WM2042")>]
[<InlineData("ancestry == \"EUR\" or \"AFR\" or \"EAS\"", "ancestry in [\"EUR\", \"AFR\", \"EAS\"]", "WM2042")>]
[<InlineData("ancestry != \"EUR\" and \"AFR\"", "not ancestry in [\"EUR\", \"AFR\"]", "WM2042")>]
[<InlineData("ancestry == [\"EUR\", \"AFR\"]", "ancestry in [\"EUR\", \"AFR\"]", "WM2039")>]
[<InlineData("ancestry != [\"EUR\", \"AFR\"]", "not ancestry in [\"EUR\", \"AFR\"]", "WM2039")>]
[<InlineData("ancestry in c(\"EUR\", \"AFR\")", "ancestry in [\"EUR\", \"AFR\"]", "WM2022")>]
[<InlineData("\"age\" >= 45y", "age >= 45y", "WM2076")>]
[<InlineData("\"EUR\" == \"ancestry\"", "\"EUR\" == ancestry", "WM2076")>]
[<InlineData("height >= \"150\"", "height >= 150", "WM2039")>]
[<InlineData("age >= \"45y\"", "age >= 45y", "WM2039")>]
let ``A condition as another language writes it is mended without asking``
    (written: string)
    (meant: string)
    (code: string)
    =
    let text = replaced whole written
    Assert.Equal<string list>([ code ], codes text)
    let mended = certain text
    Assert.Equal(replaced whole meant, mended)
    // That some of these people are of one sex is of the condition that is meant.
    Assert.Empty(codes mended |> List.except [ "WM3071" ])

/// Three comparisons of one value need two more words each.
[<Fact>]
let ``A chain of three comparisons is mended at each sign`` () =
    Assert.Equal(
        replaced whole "40y < age and age < 50y and 50y < 60y",
        certain (replaced whole "40y < age < 50y < 60y")
    )

[<Theory>]
[<InlineData("40y < age > 30y")>]
[<InlineData("age == 45y == 45y")>]
let ``A chain that does not go one way is told and left as it is`` (written: string) =
    let text = replaced whole written
    Assert.Equal<string list>([ "WM1064" ], codes text)
    Assert.Equal(text, certain text)

/// The table was not seen: any name may be a column, but for one that means a missing value everywhere.
[<Fact>]
let ``A comparison with a missing value is told where the table is not there as well`` () =
    let text = replaced whole "age == NA"
    Assert.Contains("WM2090", codes (text.Replace("data/people.txt", "data/elsewhere.txt")))

[<Fact>]
let ``What is called missing elsewhere may be a value of the column`` () =
    let host =
        host.WithTable(
            "data/regions.txt",
            TableHeader(
                ImmutableArray.Create(
                    TableColumn("IID", ColumnContent.Text, ImmutableArray<string>.Empty),
                    TableColumn("region", ColumnContent.Text, ImmutableArray.Create("NA", "EU"))
                ),
                10L,
                true
            )
        )

    let text =
        "wmstudy 1\nstudy s { build = GRCh37 }\ncohort people {\n  table = tsv(\"data/regions.txt\", id = IID)\n  include = region == NA\n}\n"

    let found =
        (Checker.check (Checker.request (SourceText("study.wmstudy", text))) host Threading.CancellationToken.None)
            .GetAwaiter()
            .GetResult()

    Assert.DoesNotContain(found.Diagnostics, (fun one -> one.Code = "WM2090"))

/// The column says in what unit its numbers are, the condition does not.
[<Fact>]
let ``A number between quotes beside a column with a unit is proposed with the unit, and left as it is`` () =
    let text = replaced whole "age >= \"45\""
    let found = Assert.Single (check text).Diagnostics
    Assert.Equal(NameCodes.NotComparable.Code, found.Code)
    Assert.EndsWith("; a number stands without quotes: 45y.", found.Message)
    let fix = Assert.Single found.Fixes
    Assert.True fix.IsProposal
    Assert.Equal(replaced whole "age >= 45y", applyFix text fix)
    Assert.Equal(text, certain text)

[<Fact>]
let ``A set of columns that is written as a setting is put into braces`` () =
    let text =
        "wmstudy 1\nstudy s { build = GRCh37 }\ncolumns roles { age : years }\ncohort people {\n  table = tsv(\"data/people.txt\", id = IID)\n  columns = roles\n}\n"

    let found =
        Assert.Single((check text).Diagnostics, (fun one -> one.Code = NameCodes.NotASetting.Code))

    Assert.Equal(text.Replace("columns = roles", "columns { roles }"), applyFix text (Assert.Single found.Fixes))

[<Theory>]
[<InlineData("manhattan(g), qq(g)", "WM2019")>]
[<InlineData("show { manhattan(g), qq(g) }", "WM2017")>]
let ``Figures without their setting are told once and put into it`` (written: string) (code: string) =
    let text = replaced "show = [manhattan(g), qq(g), leads]" written
    Assert.Equal<string list>([ code ], codes text)
    let mended = certain text
    Assert.Equal(replaced "show = [manhattan(g), qq(g), leads]" "show = [manhattan(g), qq(g)]", mended)
    Assert.Empty(codes mended)

[<Fact>]
let ``A name with a digit where the other has a letter is not taken for it`` () =
    let found = Assert.Single (check (replaced "age * sex" "ag3")).Diagnostics
    Assert.Empty found.Fixes

[<Fact>]
let ``A random effect is not made a fixed one without asking`` () =
    let found = check (wholeStudy.Replace("adjust = ", "adjust = (1|sex) + "))
    Assert.All(found.Diagnostics, (fun one -> Assert.All(one.Fixes, (fun fix -> Assert.True fix.IsProposal))))
    Assert.NotEmpty found.Diagnostics

[<Fact>]
let ``A required setting for which one declaration would do is proposed, and never written without asking`` () =
    let text = replaced "genotypes = chips, " ""
    let found = Assert.Single (check text).Diagnostics
    Assert.Equal(NameCodes.MissingSetting.Code, found.Code)
    let fix = Assert.Single found.Fixes
    Assert.True fix.IsProposal
    Assert.Equal(text, certain text)
    let mended = applyFix text fix
    Assert.Equal(text.Replace("method = linear }", "method = linear, genotypes = chips }"), mended)
    Assert.Empty(codes mended)

[<Fact>]
let ``A choice of few words is proposed word by word, on a line of its own where the block has lines`` () =
    let text = "wmstudy 1\nstudy s {\n    title = \"T\"   # why\n}\n"
    let found = Assert.Single (check text).Diagnostics

    Assert.Equal<string list>(
        [
            for build in [ "GRCh36"; "GRCh37"; "GRCh38" ] -> text.Replace("# why\n", $"# why\n    build = {build}\n")
        ],
        [ for fix in found.Fixes -> applyFix text fix ]
    )

    Assert.Equal(text, certain text)

[<Theory>]
[<InlineData("study s { title = \"T\" }\n", "study s { title = \"T\", build = GRCh37 }\n")>]
[<InlineData("study s { }\n", "study s { build = GRCh37 }\n")>]
[<InlineData("study s {\n}\n", "study s {\n  build = GRCh37\n}\n")>]
[<InlineData("study s {\n  title = \"T\",\n  seed = 1 }\n",
             "study s {\n  title = \"T\",\n  seed = 1\n  build = GRCh37 }\n")>]
let ``A setting is put where the block's layout has room for it`` (written: string) (meant: string) =
    let text = "wmstudy 1\n" + written
    let found = Assert.Single (check text).Diagnostics

    let fix =
        found.Fixes
        |> Seq.find (fun fix -> fix.Title.EndsWith("GRCh37'", StringComparison.Ordinal))

    Assert.Equal("wmstudy 1\n" + meant, applyFix text fix)
    Assert.Empty(codes ("wmstudy 1\n" + meant))

[<Theory>]
[<InlineData("  include = age >= 45y and ancestry == \"EUR\"\n}\n", "  include = age >= 45y and ancestry == \"EUR\"\n")>]
[<InlineData("reference = chips }\n", "reference = chips\n")>]
let ``A block that is not closed is closed before the next declaration`` (closed: string) (opened: string) =
    let text = replaced closed opened
    Assert.Equal<string list>([ "WM1038" ], codes text)
    Assert.Equal(wholeStudy, certain text)

[<Fact>]
let ``A block inside another is closed before what is not indented deeper, the last one at the end`` () =
    let inner =
        "wmstudy 1\nmodel m from images {\n  train {\n    epochs = 3\n  seed = 1\n}\n"

    Assert.Contains("WM1038", codes inner)

    Assert.StartsWith(
        "wmstudy 1\nmodel m from images {\n  train {\n    epochs = 3\n  }\n  seed = 1\n}\n",
        certain inner
    )

    let last = "wmstudy 1\nstudy s {\n  build = GRCh37 # here\n"
    Assert.Equal("wmstudy 1\nstudy s {\n  build = GRCh37 # here\n}\n", certain last)

[<Fact>]
let ``A block in which something could not be read is left open`` () =
    let text = "wmstudy 1\nstudy s {\n  build = GRCh37\n  seed = )\n"
    Assert.Contains("WM1038", codes text)
    Assert.DoesNotContain("\n}", certain text)

[<Fact>]
let ``A circle is told, and not that the source beside the table closes it`` () =
    let text =
        (replaced "cohort people {" "cohort people from others {")
        + "cohort others from people { }\n"

    Assert.Equal<string list>([ "WM2049" ], codes text)

let private sites =
    """wmstudy 1
study s { build = GRCh37 }
cohort people {
  table = space_separated("data/people.txt", id = IID, family = FID)
  columns { sex : factor, age : y, site : factor }
}
genotypes chips from people { bed = "data/chips.bed" }
phenotypes traits from people { columns = [height] }
gwas first from people { traits = traits, genotypes = chips, adjust = age + sex }
gwas second from people { traits = traits, genotypes = chips, adjust = age + sex }
gwas third from people { traits = traits, genotypes = chips, adjust = age + sex + site }
gwas fourth from people { traits = traits, genotypes = chips, adjust = sex }
"""

[<Fact>]
let ``A site that many associations leave out is told once, with each of them`` () =
    let found = Assert.Single (check sites).Diagnostics
    Assert.Equal(DesignCodes.SiteNotAdjusted.Code, found.Code)
    Assert.StartsWith("The cohort 'people' has the column 'site'", found.Message)
    Assert.Equal(9, lineOf found)
    Assert.Equal<int list>([ 10; 12 ], [ for related in found.Related -> related.Span.Line ])

[<Fact>]
let ``What one association accepts is still told of the others`` () =
    let text =
        sites.Replace("gwas first from people {", "gwas first from people { accept WM3002 because \"one scanner\",")

    let found = Assert.Single (check text).Diagnostics
    Assert.Equal(10, lineOf found)
    Assert.Equal(1, found.Related.Length)

[<Fact>]
let ``What is left out in many places is the same after an edit of one of them`` () =
    let before =
        (StudyModel.check (Checker.request (SourceText("study.wmstudy", sites))) host Threading.CancellationToken.None)
            .GetAwaiter()
            .GetResult()

    for text in
        [
            sites.Replace("gwas second from people {", "gwas second from people { maf = 1,")
            sites.Replace("adjust = age + sex }\ngwas third", "adjust = age + sex + site }\ngwas third")
            sites.Replace("adjust = age + sex }\ngwas second", "adjust = age + sex + site }\ngwas second")
        ] do
        let request = Checker.request (SourceText("study.wmstudy", text))

        let known =
            (EditedStudy.find before request (Parser.parse request.Source) host Threading.CancellationToken.None)
                .GetAwaiter()
                .GetResult()

        match known with
        | Some known ->
            let told (found: Diagnostic seq) = [
                for one in found do
                    if one.Code = DesignCodes.SiteNotAdjusted.Code then
                        lineOf one, [ for related in one.Related -> related.Span.Line ]
            ]

            Assert.Equal<(int * int list) list>(told (check text).Diagnostics, told known.Model.Diagnostics)
        | None -> ()

/// Latents of the wrong people: nobody of them is in the association, which says it of them.
[<Fact>]
let ``Latents of people whom nobody tests are told where they are tested, and not as a leak as well`` () =
    let text =
        """wmstudy 1
study s { build = GRCh37 }
cohort people {
  table = space_separated("data/scanned.txt", id = IID, family = FID)
  columns { sex : factor, age : y }
}
genotypes chips from people { bed = "data/chips.bed" }
images fa from people { path = "data/fa/{IID}.nii.gz", mask = "data/mask.nii.gz", normalise = zscore }
cohort pretraining from people { sample = 15% }
model udr from fa { fit_on = pretraining, architecture = conv_autoencoder(channels = [4, 8, 16], latents = 1) }
phenotypes latents from udr { apply_to = pretraining }
cohort rest from people - pretraining { }
gwas g from rest { traits = latents, genotypes = chips, adjust = age + sex }
"""

    let found = Assert.Single (check text).Diagnostics
    Assert.Equal(DesignCodes.DisjointPeople.Code, found.Code)
    Assert.Equal(11, (Assert.Single found.Related).Span.Line)

[<Fact>]
let ``A message begins with a capital`` () =
    let found =
        Assert.Single (check (wholeStudy + "param windows : [quantity] = [250kb, 3, 1Mb]\n")).Diagnostics

    Assert.StartsWith("An item of the parameter 'windows' expects", found.Message)

[<Fact>]
let ``A value from a file for a parameter that is not there names the file, and what there is`` () =
    let text =
        wholeStudy.Replace("study heights", "param least : float = 0.01\nstudy heights")

    let request = {
        Checker.request (SourceText("study.wmstudy", text)) with
            Parameters = Map.ofList [ "oldest", "60" ]
            ParameterOrigins = Map.ofList [ "oldest", "params.json" ]
    }

    let found =
        (Checker.check request host Threading.CancellationToken.None).GetAwaiter().GetResult()

    Assert.Equal(
        "A value was given for 'oldest' in 'params.json', but the study has no such parameter; it has least.",
        (Assert.Single found.Diagnostics).Message
    )

[<Fact>]
let ``A name that an imported file does not declare is told with those that it declares`` () =
    let text =
        wholeStudy.Replace("study heights", "import \"std/ukb\" as ukb\nstudy heights")
        |> fun text ->
            text.Replace("columns { sex : factor, age : y }", "columns { sex : factor, age : y, ukb.fields }")

    let found =
        (check text).Diagnostics
        |> Seq.find (fun one -> one.Code = NameCodes.UndeclaredName.Code)

    Assert.Matches(
        @"nor in 'std/ukb\.wmstudy', which declares ukb\.\w+(, ukb\.\w+)*( and others| and ukb\.\w+)\.$",
        found.Message
    )

[<Theory>]
[<InlineData("")>]
[<InlineData("…")>]
[<InlineData("todo")>]
let ``What is accepted without a reason asks for the reason, and for nothing else`` (reason: string) =
    let text =
        sites.Replace("gwas first from people {", $"gwas first from people {{ accept WM3002 because \"{reason}\",")

    let found =
        (check text).Diagnostics |> Seq.filter (fun one -> lineOf one = 9) |> List.ofSeq

    let only = List.exactlyOne found
    Assert.Equal(NameCodes.ReasonMissing.Code, only.Code)
    Assert.Equal("The accept of 'WM3002' still needs its reason.", only.Message)

[<Fact>]
let ``A diagnostic is put elsewhere with all its places, without those that are gone`` () =
    let source = SourceText("study.wmstudy", "one two three four\n")
    let at start finish = Span.create start finish

    let found =
        Diagnostic.create source NameCodes.UndeclaredName (at 0 3) [ "one"; "." ]
        |> Diagnostic.withRelated source (at 4 7) "two"
        |> Diagnostic.withRelated source (at 8 13) "three"
        |> Diagnostic.withProposal source "Four" (at 14 18) "4"

    let place gone (span: SourceSpan) =
        if span.Start = gone then
            None
        else
            Some(Diagnostic.locate source (at (span.Start + 1) (span.Start + 1 + span.Length)))

    let moved = Option.get (Diagnostic.relocate (place 8) found)
    Assert.Equal(1, (placeOf moved).Start)
    Assert.Equal<int list>([ 5 ], [ for related in moved.Related -> related.Span.Start ])
    let fix = Assert.Single moved.Fixes
    Assert.Equal((15, "4", true), (fix.Span.Start, fix.Replacement, fix.IsProposal))
    Assert.True((Diagnostic.relocate (place 0) found).IsNone)

[<Fact>]
let ``Terms with commas between them are told once, with the sum that is meant`` () =
    let text = replaced "adjust = base" "adjust = age, sex, headsize"

    let found =
        (check text).Diagnostics
        |> Seq.filter (fun one -> one.Code = NameCodes.FormulaTerm.Code)

    let only = Assert.Single found
    Assert.Equal("age + sex + headsize", (Assert.Single only.Fixes).Replacement)
    Assert.DoesNotContain(NameCodes.EntryUnexpected.Code, codes text)
    Assert.Contains("adjust = age + sex + headsize", certain text)

[<Fact>]
let ``Of people that nothing declares nothing else is said, wherever they are named`` () =
    let late =
        "cohort some from nobody { sample = 10% }\ngwas late from nobody { traits = traits, genotypes = chips }\n"

    Assert.Equal<string list>([ NameCodes.UndeclaredName.Code ], codes (wholeStudy + late))

[<Theory>]
[<InlineData("param x : int = y\nparam y : int = x\n", "x → y → x")>]
[<InlineData("param x : int = y\nparam y : int = z\nparam z : int = y\n", "y → z → y")>]
[<InlineData("param x : int = x\n", "x → x")>]
let ``A circle of parameters names each of them`` (parameters: string) (circle: string) =
    let found =
        (check (wholeStudy + parameters)).Diagnostics
        |> Seq.filter (fun one -> one.Code = NameCodes.Cycle.Code)

    Assert.Contains($": {circle}.", (Assert.Single found).Message)

[<Theory>]
[<InlineData("accept WM3002 \"one site\"", "accept WM3002 because \"one site\"", false)>]
[<InlineData("accept WM3002: \"one site\"", "accept WM3002 because \"one site\"", false)>]
[<InlineData("accept WM3002", "accept WM3002 because \"\"", true)>]
[<InlineData("accept WM3002 because one site only", "accept WM3002 because \"one site only\"", true)>]
let ``An accept without its reason has a change`` (written: string) (meant: string) (isProposal: bool) =
    let text = sites + $"cohort last from people {{\n  {written}\n}}\n"

    let found =
        (check text).Diagnostics
        |> Seq.filter (fun one -> one.Code = SyntaxCodes.AcceptReason.Code)
        |> Assert.Single

    let fix = Assert.Single found.Fixes
    Assert.Equal(isProposal, fix.IsProposal)
    Assert.Equal(text.Replace(written, meant), applyFix text fix)

/// What is told once is accepted by each association for itself.
[<Fact>]
let ``A warning of several associations can be accepted at each of them`` () =
    let source = SourceText("study.wmstudy", sites)

    let model =
        (StudyModel.check (Checker.request source) host Threading.CancellationToken.None).GetAwaiter().GetResult()

    let found =
        model.Diagnostics
        |> Seq.filter (fun one -> one.Code = DesignCodes.SiteNotAdjusted.Code)
        |> Assert.Single

    let places = Fixes.accepts model "study.wmstudy" found
    Assert.Equal(1 + found.Related.Length, places.Length)
    Assert.True(places.Length >= 2)

    for _, edit in places do
        Assert.Contains("accept WM3002 because \"\"", edit.Text)

    let last = Formatting.apply sites [ snd (List.last places) ]

    let told =
        (check (last.Replace("because \"\"", "because \"one\""))).Diagnostics
        |> Seq.filter (fun one -> one.Code = DesignCodes.SiteNotAdjusted.Code)
        |> Assert.Single

    Assert.Equal(found.Related.Length - 1, told.Related.Length)
