namespace CustomVision.LocalService.Api.Models;

internal sealed record IterationPerformanceModel(
    ImageTagPerformanceModel[] PerTagPerformance,
    double Precision,
    double PrecisionStdDeviation,
    double Recall,
    double RecallStdDeviation);

internal sealed record ImageTagPerformanceModel(
    Guid TagId,
    string TagName,
    double Precision,
    double PrecisionStdDeviation,
    double Recall,
    double RecallStdDeviation);
