/// Columns that measures of images depend on, by which an association of them is adjusted.
[<RequireQualifiedAccess>]
module internal WhiteMatter.Language.Checking.Confounders

open System
open System.Collections.Generic
open System.Runtime.CompilerServices
open WhiteMatter.Language
open WhiteMatter.Plan.Diagnostics

/// The letters and digits of a name, small: habits of writing differ in all else.
let private plain (name: string) =
    String.filter Char.IsLetterOrDigit name
    |> fun letters -> letters.ToLowerInvariant()

/// A field of UK Biobank at the imaging visits, as its tables name it: p54_i2, 54-2.0, f.54.2.0, f_54_2_0, x54_2_0.
let private atImaging (field: int) = [
    for visit in [ 2; 3 ] do
        $"p{field}i{visit}"
        $"p{field}i{visit}a0"
        $"{field}{visit}0"
        $"f{field}{visit}0"
        $"x{field}{visit}0"
]

let private siteNames =
    set [
        "site"
        "sites"
        "siteid"
        "sitename"
        "studysite"
        "scanner"
        "scannerid"
        "scansite"
        "scannersite"
        "imagingsite"
        "centre"
        "center"
        "assessmentcentre"
        "assessmentcenter"
        "imagingcentre"
        "imagingcenter"
        yield! atImaging 54
    ]

let private headSizeNames =
    set [
        "headsize"
        "headsizescaling"
        "headvolume"
        "icv"
        "icvmm3"
        "etiv"
        "tiv"
        "intracranialvolume"
        "totalintracranialvolume"
        "estimatedtotalintracranialvol"
        yield! atImaging 25000
    ]

/// What measures of images are called, and their tissue.
let private measures =
    set [
        "fa"
        "md"
        "ad"
        "rd"
        "mo"
        "icvf"
        "isovf"
        "ndi"
        "odi"
        "fiso"
        "volume"
        "vol"
        "thickness"
        "thick"
        "area"
        "wmh"
        "cortex"
        "hippocampus"
        "ventricle"
        "ventricles"
        "gm"
        "wm"
        "csf"
    ]

/// Whether a trait has the name of a measure of images.
let private isOfImages (name: string) =
    let word = Text.StringBuilder()
    let mutable found = false

    let close () =
        found <- found || measures.Contains(word.ToString().ToLowerInvariant())
        word.Clear() |> ignore

    for c in name do
        if Char.IsLetter c then
            word.Append c |> ignore
        else
            close ()

    close ()
    found

type private Known = {
    Sites: string list
    HeadSizes: string list
}

/// A table of UK Biobank has thousands of columns, and a study many associations of it.
let private known =
    ConditionalWeakTable<IReadOnlyDictionary<string, Column>, Known>()

let private knownOf (scope: ColumnScope) =
    known.GetValue(
        scope.Columns,
        fun columns ->
            let alike (names: Set<string>) = [
                for name in columns.Keys do
                    if names.Contains(plain name) then
                        name
            ]

            {
                Sites = alike siteNames
                HeadSizes = alike headSizeNames
            }
    )

/// Whether the traits of an association are measures of images, as far as it can be told: made from images, or called so.
let private areOfImages (analysis: Analysis) facts (gwas: CheckedDeclaration) =
    StudyPeople.traitsOf analysis gwas
    |> Option.exists (fun traits ->
        match StudyPeople.traitNames analysis facts traits with
        | Some names -> List.exists isOfImages names
        | None -> not (traits.Body.Settings.ContainsKey "table"))

/// The columns of the people's table by which an association should be adjusted and is not, with what is said of each: those that the cohort declares,
/// and where the traits are measures of images all that its header shows. One of several alike is enough; of people of one site there is nothing to
/// adjust for.
let leftOut (analysis: Analysis) facts (gwas: CheckedDeclaration) (scope: ColumnScope) (isUsed: string -> bool) =
    let known = knownOf scope
    let areOfImages = lazy (areOfImages analysis facts gwas)

    let isDeclared name =
        ColumnScope.tryFind name scope
        |> Option.exists (fun column -> column.Declared.IsSome)

    let isFixed name =
        gwas.From
        |> Option.exists (fun people -> Membership.isFixed analysis people name)

    [
        for names, code in
            [
                known.Sites, DesignCodes.SiteNotAdjusted
                known.HeadSizes, DesignCodes.HeadSizeNotAdjusted
            ] do
            match names |> List.sortBy (fun name -> if isDeclared name then 0 else 1) with
            | first :: _ when
                not (List.exists isUsed names)
                && (isDeclared first || areOfImages.Value)
                && not (isFixed first)
                ->
                first, code
            | _ -> ()
    ]
