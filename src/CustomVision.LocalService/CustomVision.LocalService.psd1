@{
    # The build sets the version of CustomVision.psd1.
    ModuleVersion        = '0.0.0'
    GUID                 = 'f66cf0d6-7550-434c-80ae-7b6dcf73289d'
    Author               = 'The CustomVision contributors'
    CompanyName          = 'The CustomVision contributors'
    Copyright            = '(c) The CustomVision contributors. MIT licence.'
    Description          = 'The local service that Start-CVLocalService of the CustomVision module starts. It serves the Custom Vision API on this machine and needs the ASP.NET Core Runtime 10.0. This module has no commands.'
    PowerShellVersion    = '5.1'
    CompatiblePSEditions = @('Core', 'Desktop')
    FunctionsToExport    = @()
    CmdletsToExport      = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @(
                'CustomVision'
                'Azure'
                'AzureAI'
                'CognitiveServices'
                'ComputerVision'
                'Emulator'
                'PSEdition_Core'
                'PSEdition_Desktop'
                'Windows'
                'Linux'
                'MacOS'
            )
            LicenseUri   = 'https://opensource.org/license/mit'
            ProjectUri   = 'https://www.powershellgallery.com/packages/CustomVision.LocalService'
            ReleaseNotes = 'The first version. It has the version of the CustomVision module that it belongs to.'
        }
    }
}
