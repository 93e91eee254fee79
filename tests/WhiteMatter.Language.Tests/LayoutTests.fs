/// What the checker makes of queries of datasets, of series with a list, and of paths that go on inside archives.
module WhiteMatter.Language.Tests.LayoutTests

open Xunit
open WhiteMatter.Language
open WhiteMatter.Language.Tests.CheckerHost
open WhiteMatter.Plan.Diagnostics
open WhiteMatter.Plan.Hosting

let private start =
    "wmstudy 1\nstudy s { build = GRCh37 }\ncohort people { table = tsv(\"p.tsv\", id = eid) }\n"

/// The study of a file in a folder, without its data.
let private checkedIn path text =
    checkWith (Checker.request (SourceText(path, start + text))) (InMemoryHost())

let private settings text =
    let result = checkedIn "studies/a/study.wmstudy" text
    (CheckedStudy.tryFind "fa" result.Study.Value).Value.Body.Settings

[<Fact>]
let ``A query is handed on with its folder beside the study and its entities by BIDS's keys`` () =
    let path =
        (settings
            "param s : string = \"T1w\"\nimages fa from people { path = bids(\"../derivatives\", suffix = \"dwimap\", param = \"FA\", session = \"{visit}\", space = \"{s}\", datatype = \"dwi\") }\n")["path"]

    Assert.Equal(
        Some
            "bids(\"studies/derivatives\", suffix = \"dwimap\", datatype = \"dwi\", ses = \"{visit}\", space = \"T1w\", param = \"FA\")",
        ImagePath.template path
    )

    Assert.Equal<string list>([ "visit" ], ImagePath.columns path)

[<Fact>]
let ``Beside series of a dataset their b-values and directions are sought unless they are written`` () =
    let body =
        settings
            "images fa from people { dwi = bids(\"raw\", suffix = \"dwi\"), brain = bids(\"d\", suffix = \"mask\", description = \"brain\") }\n"

    Assert.Equal<string list>(
        [
            "bids(\"studies/a/raw\", suffix = \"dwi\", extension = \".bval\")"
            "bids(\"studies/a/raw\", suffix = \"dwi\", extension = \".bvec\")"
            "bids(\"studies/a/d\", suffix = \"mask\", desc = \"brain\")"
        ],
        ImagePath.templatesBeside body
    )

    let body =
        settings
            "images fa from people { dwi = bids(\"raw\", suffix = \"dwi\"), bval = \"all.bval\", bvec = \"{eid}.bvec\" }\n"

    Assert.Equal<string list>([ "studies/a/all.bval"; "studies/a/{eid}.bvec" ], ImagePath.templatesBeside body)

[<Fact>]
let ``A series and its list are handed on beside the study, and need no column`` () =
    let text =
        "images fa from people { path = series(\"all_FA.nii.gz\", subjects = \"s.txt\") }\n"

    let path = (settings text)["path"]

    Assert.Equal(Some "series(\"studies/a/all_FA.nii.gz\", subjects = \"studies/a/s.txt\")", ImagePath.template path)

    // Without the table nobody's volume is known, and nothing else is said.
    Assert.Equal<string list>([ DataCodes.FileNotFound.Code ], codes (checkedIn "studies/a/study.wmstudy" text))

[<Fact>]
let ``A path goes on inside an archive as it is written`` () =
    let path =
        (settings "images fa from people { path = \"bulk/{eid}_20250_2_0.zip/dMRI/./dti_FA.nii.gz\" }\n")["path"]

    Assert.Equal(Some "studies/a/bulk/{eid}_20250_2_0.zip/dMRI/dti_FA.nii.gz", ImagePath.template path)

[<Fact>]
let ``What a query lacks or has too much of is an error`` () =
    let found text =
        codes (checkedIn "s.wmstudy" text)
        |> List.filter (fun code -> code <> DataCodes.FileNotFound.Code)

    Assert.Equal<string list>(
        [ NameCodes.MissingArgument.Code ],
        found "images fa from people { path = bids(\"d\") }\n"
    )

    Assert.Equal<string list>(
        [ NameCodes.UnexpectedArgument.Code ],
        found "images fa from people { path = bids(\"d\", suffix = \"FA\", sesion = \"1\") }\n"
    )

    // A folder is one for everybody.
    Assert.Equal<string list>(
        [ NameCodes.PlaceholderUnknown.Code ],
        found "images fa from people { path = bids(\"d/{eid}\", suffix = \"FA\") }\n"
    )

    // A series of one person is no image of one.
    Assert.Equal<string list>(
        [ NameCodes.WrongType.Code ],
        found "images fa from people { dwi = series(\"a.nii\", subjects = \"s.txt\"), bval = \"b\", bvec = \"v\" }\n"
    )

    Assert.Equal<string list>(
        [ NameCodes.MissingSetting.Code; NameCodes.MissingSetting.Code ],
        found "images fa from people { dwi = \"{eid}.nii\" }\n"
    )
