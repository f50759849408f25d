using CustomVision.Http;

namespace CustomVision.Benches;

internal sealed partial class ServiceProcess
{
    public CustomVisionClient Client => field ??= new CustomVisionClient(new CustomVisionConnection(Endpoint, Secret.From(TrainingKey)));
}
