namespace WhiteMatter.Runtime.Handlers.Joint;

/// <summary>The files of the artifact of a joint test, whatever its method.</summary>
internal static class JointArtifact
{
    /// <summary>The table of statistics, in the form of an association's.</summary>
    public const string TableName = AssociationHandler.FileName;

    /// <summary>For each variant the trait that says most.</summary>
    public const string DriversName = "drivers.bin";

    /// <summary>The correlations of z that the statistic is a form in; where it is one.</summary>
    public const string CorrelationName = "correlation.bin";
}
