[<RequireQualifiedAccess>]
module internal WhiteMatter.Planning.GenotypesLowering

open WhiteMatter.Language
open WhiteMatter.Plan
open WhiteMatter.Plan.Expressions
open WhiteMatter.Plan.Hosting
open WhiteMatter.Plan.Parameters

let bedPath (genotypes: CheckedDeclaration) =
    let bed = Setting.find "bed" genotypes
    StudyPath.resolve bed.File (Expressions.text bed)

/// The build of the positions in the .bim: tables of results state it, and nothing is computed with it.
let build (genotypes: CheckedDeclaration) =
    Expressions.text (Setting.find "build" genotypes)

/// Which variants the steps that use the genotypes keep, evaluated in the people of each.
let keep (context: LoweringContext) (genotypes: CheckedDeclaration) : PlanExpression | null =
    match Setting.tryFind "keep" genotypes with
    | Some condition -> Expressions.lower (StepValues.names context) condition
    | None -> null

let sizes (context: LoweringContext) (genotypes: CheckedDeclaration) =
    match context.Files.Genotypes(bedPath genotypes) with
    | Some header -> float header.Samples, float header.Variants
    | None -> 0.0, 0.0

let private lower (context: LoweringContext) (genotypes: CheckedDeclaration) =
    let bed = bedPath genotypes
    let samples, variants = sizes context genotypes

    let parameters =
        GenotypesParameters(
            context.Files.Reference bed,
            context.Files.Reference(PlinkFiles.Beside(bed, ".bim")),
            context.Files.Reference(PlinkFiles.Beside(bed, ".fam"))
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

                Cost.estimate
                    (text / Cost.textPerSecond)
                    (Cost.processMemory + 100.0 * sizes.Variants + 60.0 * sizes.Samples)
                    text))

let rule = {
    Kind = "genotypes"
    Steps = [ row ]
    Files = fun _ genotypes -> [ OutsideFile.Genotypes(bedPath genotypes, Setting.find "bed" genotypes) ]
    Lower = lower
}
