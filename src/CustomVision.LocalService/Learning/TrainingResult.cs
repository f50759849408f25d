namespace CustomVision.LocalService.Learning;

internal sealed record TrainingResult(TrainedModel Model, ValidationScores Scores);
