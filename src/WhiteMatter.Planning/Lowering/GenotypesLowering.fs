[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.GenotypesLowering

open System.Collections.Immutable
open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

let private request (genotypes: CheckedDeclaration) =
    match GenotypePaths.request genotypes with
    | Some request -> request
    | None -> invalidOp $"The checked genotypes '{genotypes.Name}' name no files."

/// The setting that names the files.
let private written (genotypes: CheckedDeclaration) =
    match (request genotypes).Format with
    | GenotypeFormat.Bed -> Setting.find "bed" genotypes
    | GenotypeFormat.Pgen -> Setting.find "pgen" genotypes
    | GenotypeFormat.Bgen -> Setting.find "bgen" genotypes
    | _ -> Setting.find "vcf" genotypes

/// The files that usually describe a file of genotypes; null where it describes itself, or may.
let private usual (context: LoweringContext) (request: GenotypeRequest) (path: string) =
    let reference (path: string | null) : FileReference | null =
        match path with
        | null -> null
        | path -> context.Files.Reference path

    let variants =
        GenotypeFileNames.Variants(request.Format, path) |> Seq.tryHead |> Option.toObj

    let people =
        match request.Format, request.Samples with
        | GenotypeFormat.Bgen, samples -> samples
        | format, _ -> GenotypeFileNames.Samples(format, path)

    reference variants, reference people

/// The files with those that describe them; the names that these usually have where the files are not there.
let private fileSets (context: LoweringContext) (request: GenotypeRequest) : ImmutableArray<GenotypeFileSet> =
    let reference (file: GenotypeFile | null) : FileReference | null =
        match file with
        | null -> null
        | file -> context.Files.Reference file.Path

    match context.Files.Genotypes request with
    | Some header ->
        ImmutableArray.CreateRange(
            seq {
                for members in header.Files ->
                    GenotypeFileSet(
                        context.Files.Reference members.Genotypes.Path,
                        reference members.Variants,
                        reference members.Samples
                    )
            }
        )
    | None ->
        ImmutableArray.CreateRange(
            seq {
                for path in request.Paths ->
                    let described, people = usual context request path
                    GenotypeFileSet(context.Files.Reference path, described, people)
            }
        )

/// The files that hold the genotypes.
let references (context: LoweringContext) (genotypes: CheckedDeclaration) : ImmutableArray<FileReference> =
    ImmutableArray.CreateRange((request genotypes).Paths |> Seq.map context.Files.Reference)

/// The build of the positions: tables of results state it, and positions are compared with it; nothing is computed with it.
let build (genotypes: CheckedDeclaration) =
    Expressions.text (Setting.find "build" genotypes)

/// The build that the step compares positions with: those of formats whose variants planning does not list.
let private unseenBuild (request: GenotypeRequest) (genotypes: CheckedDeclaration) : string | null =
    match request.Format with
    | GenotypeFormat.Bgen
    | GenotypeFormat.Vcf -> build genotypes
    | _ -> null

/// Which variants the steps that use the genotypes keep, evaluated in the people of each.
let keep (context: LoweringContext) (genotypes: CheckedDeclaration) : PlanExpression | null =
    match Setting.tryFind "keep" genotypes with
    | Some condition -> Expressions.lower (StepValues.names context) condition
    | None -> null

/// People and variants; no variants where only reading the files tells their number, so that nothing is estimated from it.
let sizes (context: LoweringContext) (genotypes: CheckedDeclaration) =
    match context.Files.Genotypes(request genotypes) with
    | Some header -> float header.Samples, float (header.Variants.GetValueOrDefault 0L)
    | None -> 0.0, 0.0

let private lower (context: LoweringContext) (genotypes: CheckedDeclaration) =
    let request = request genotypes
    let samples, variants = sizes context genotypes

    let listed name : FileReference | null =
        match Setting.path name genotypes with
        | Some path -> context.Files.Reference path
        | None -> null

    let parameters =
        GenotypesParameters(
            request.Format,
            fileSets context request,
            listed "extract",
            listed "exclude",
            unseenBuild request genotypes
        )

    [
        Draft.create
            genotypes
            parameters
            []
            {
                DataSizes.none with
                    Samples = samples
                    Variants = variants
            }
            null
    ]

let private row =
    StepRow.create<GenotypesParameters>
        GenotypesParameters.KindName
        (fun _ _ -> "looks through the genotype files and lists their variants and people")
        (fun _ sizes ->
            Cost.known sizes.Variants (fun () ->
                let text = 30.0 * sizes.Variants + 25.0 * sizes.Samples

                // Identifiers are compared in parts of so many: BimFile.DuplicatesSoughtAtOnce.
                let names =
                    (Cost.bytesPerNamedPosition - Cost.bytesPerPosition) * min sizes.Variants 8e6

                Cost.estimate
                    (text / Cost.textPerSecond)
                    (Cost.processMemory
                     + Cost.bytesPerPosition * sizes.Variants
                     + names
                     + 60.0 * sizes.Samples)
                    text))

let rule = {
    Kind = "genotypes"
    Steps = [ row ]
    Files =
        fun _ genotypes -> [
            OutsideFile.Genotypes(request genotypes, written genotypes)
            yield!
                [ "extract"; "exclude" ]
                |> List.choose (fun name -> Setting.file name genotypes |> Option.map OutsideFile.Plain)
        ]
    Lower = lower
}
