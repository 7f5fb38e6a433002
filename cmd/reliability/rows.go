package main

// rows are the promises.
var rows = []row{
	{"A scenario reads only tables below its own folder, other places by `--set`; messages quote nothing of other files", []check{
		{"./scenarios", "TestFilesStayInTheirFolder|TestDoubtfulFilesAreRefused|TestNothingOfOtherFilesIsQuoted|TestOnlyMappedTablesAreNotQuoted"}, {"./scenarios/data", "TestSwappedTable|TestGivenNamesFollowNoLinkOutOfTheFolder"}, {"./cmd/cli", "TestScript/data_files|TestLinksToOtherFilesAreNotQuoted|TestLinksQuoteNothing"}}},
	{"Data files, results and baselines are limited by declared and by decoded size", []check{
		{"./scenarios", "TestLargeParquetIsRefused|TestParquetOfLongCellsIsRefused|TestClusterFiles|TestFilesOfBeliefsAreBounded"}, {"./scenarios/schema", "TestManyMistakes|TestTextsAreBounded"}, {"./scenarios/data", "TestPagesThatSwell|TestPagesOfWholeFiles|TestCountsOfPages"}, {"./sim/results", "TestHostileFiles"}, {"./reports/compare", "TestLargeBaselines"}}},
	{"Loaders end with a message for any bytes of a file: scenarios, `--set`, data files, formulas, results, baselines", []check{
		{"./scenarios", "FuzzLoad|FuzzDataFiles|FuzzSet"}, {"./auction/formula", "FuzzParse"}, {"./sim/results", "FuzzDecode|FuzzLayout|TestCodecDamage"}, {"./reports/compare", "FuzzBaseline"}}},
	{"A damaged or planted run folder is refused with a message: no panic, no wait, no other results, nothing written or read elsewhere through a link", []check{
		{"./cmd/cli", "FuzzRunFolder|TestPlantedLinks|TestPlantedLatest|TestPlantedResults|TestPlantedSets|TestRenamedRunFolder|TestSwappedRunFolder|TestJunkInKeptResults|TestRecordIsWhole|TestHugeNumbersInRecords|TestRemovedWhileRunning"}, {"./sim/units/files", "TestSwapped|TestSwappedFolder|TestSwappedWhileRemoved|TestHold|TestHeldFolderMoves"}}},
	{"The gate says IDENTICAL only when digests and all committed values agree", []check{
		{"./reports/compare", "TestGateComparesWhatItSays|TestBaselineHead|TestBaselineFile|TestBaselineLinesInPlace|TestEditedBaselines|TestInfiniteValues|TestCompareSides|TestPartialRunsAreNoMatch"}, {"./cmd/cli", "TestScript/baseline_gate"}}},
	{"The hash of a scenario depends on every value, data file and arm; the digest on every integer of a result", []check{
		{"./scenarios", "TestHashSeesEveryValue|TestHashCoversFilesOfArms"}, {"./sim/results", "TestDigestSeesEveryInteger|TestMergingSeesEveryCounter"}}},
	{"A run is not continued by another program, platform or processor; seed, arms and replication of each stored result are checked", []check{
		{"./cmd/cli", "TestResumeOtherProgram|TestResumeMixedResults|TestExtendMixedResults|TestResumeDamaged|TestResumeRefused|TestOtherProgramOfOneVersion"}, {"./sim/units", "TestUnitID|TestDamagedStore|TestStoredResultsAreOfTheirHead"}}},
	{"A data file has one content within a command. A run, sweep or search is not continued if its files changed, also those of single points. A file that a planted record names is refused before it is read", []check{
		{"./scenarios/data", "TestSeen"}, {"./cmd/cli", "TestChangedFilesOfPoints|TestFileChangesWhileSearching|TestPlantedPlaces"}}},
	{"A run folder has one writer; a kill releases its lock", []check{
		{"./cmd/cli", "TestOneWriter|TestKeptResultsHaveOneWriter"}, {"./sim/units/files", "TestLock|TestLockSurvivesKill"}}},
	{"A kill at a random moment of run, sweep, resume, extension or accept loses no finished work, and the next run completes it to the same bytes", []check{
		{"./cmd/cli", "TestKills"}}},
	{"The files of a command replace those of an earlier one atomically: a kill before any operation never leaves a mixture, and the next command completes them", []check{
		{"./sim/units/files", "TestSetIsNeverMixed|TestSetKeepsToItsFolder|TestSetKeepsPermissions"}, {"./cmd/cli", "TestKilledSets"}}},
	{"Each name from data or of a scenario gets a separate file, however it is spelt; names that are too long are refused", []check{
		{"./cmd/cli", "TestFileNames|TestProbesKeepApart|TestExperimentsOfOneName|TestLongestNames"}, {"./scenarios", "TestQuestions"}}},
	{"Files and directory entries are flushed to the disk before the files that they replace are removed", []check{
		{"./sim/units/files", "TestNamesAreFlushed"}, {"./cmd/cli", "TestStraysAreRemoved"}}},
	{"The next run removes files that killed processes left; files that are being written stay", []check{
		{"./cmd/cli", "TestStraysAreRemoved|TestAnotherVerbsPartsStay"}, {"./sim/units/files", "TestClean"}}},
	{"An interrupted run keeps finished replications, starts no new ones, and completes to the same bytes; a complete one can be extended", []check{
		{"./cmd/cli", "TestInterruptAndResume|TestExtend|TestExtendInterrupted|TestSweepIsBalancedAndResumes|TestExperimentResumes|TestExperimentKilled"}, {"./sim", "TestInterruptKeepsFinishedReplications|TestCancelledRunBeginsNothing"}}},
	{"A write that fails, alone or on a full or read-only disk (also a real file system of a few KiB), leaves the old content or the new, and a run that can be completed", []check{
		{"./sim/units/files", "TestWriteFailsWhole|TestWriteTogether"}, {"./cmd/cli", "TestDiskFullAtEveryWrite|TestDiskFullInEveryVerb|TestPartialRun|TestFullOutput|TestFullFileSystem|TestFullAndReadOnlyFolders"}}},
	{"Results and Parquet have the same bytes with and without vector code; elementary functions are the project's own, with stated rounding", []check{
		{"./auction/elementary", "TestBits"}, {"./sim/internal/kernels", "TestBits|TestVectorLoopsGiveTheSameBits"}, {"./reports/tables", "TestSameBytesOnAnyProcessor"}, {".ci/fma", ""}}},
	{"Output does not replace links, devices and FIFOs, and follows no link out of the working folder; the umask applies", []check{
		{"./sim/units/files", "TestWriteThroughLink|TestLinksInLinkedFolders|TestWriteSpecial|TestUmask|TestWriteRefused"}, {"./cmd/cli", "TestScript/output_files|TestOutputStaysHere|TestLinkedFoldersStayHere|TestSetsStayHere|TestRunsElsewhereAreReadOnly|TestLinksKeepNames"}}},
	{"A pipe or device in place of a scenario is an error and not waited for; JUnit and Markdown of an earlier command are not mistaken for those of a command that could not begin", []check{
		{"./cmd/cli", "TestPipesAreNoScenarios|TestNothingOldIsTaken|TestForgedReportsGo|TestUnreadPipesEnd|TestStuckPipesAreLeft"}}},
	{"Escape sequences, workflow commands, links and formulas in names and texts have no effect", []check{
		{"./sim/units/neutral", "TestScreen|TestScreenAcrossWrites|TestCell|TestCSV|TestJSON|TestMarkdown|TestCommand|TestUnseen"}, {"./cmd/cli", "TestScript/hostile_names|TestHostileNames"}, {"./cmd/marketsim", "TestTextHasOneWriter"}}},
	{"Sizes and times that are too large are an error before anything runs; `plan` terminates", []check{
		{"./scenarios", "TestLeastLag|TestFollowed|TestLargeIsNamedSoon|TestListsAreBounded|TestPointsOfOneReading|TestGroupsAreCountedOnce|TestPartsAreBounded|TestAmountsFitTheLedger|TestLawsOutsideOfTheirRange|TestSumsAreCheckedWhereTheyAreMade"}, {"./cmd/cli", "TestTraceIsAfforded|TestScript/plan_limits|TestScript/arrivals_memory"}, {"./sim", "TestReplayKeepsLittle|TestListsAreEstimated"}}},
	{"Every seeded fault of a review that the tests had missed is now caught by a test of the right value (docs/faults.md: which test catches which)", []check{
		{"./scenarios", "TestPricesOfSeveralSlots|TestSpendIsFiledUnderItsHour|TestFlightIsReleased|TestCapsForget|TestSoftCap|TestFeaturesThatNoScenarioUses|TestErrorsOfPredictionsAreIndependent|TestWeeklyRhythm"},
		{"./scenarios", "TestLifetimeOfABudget|TestReserveOfAConversion|TestConversionsAreDrawnApartFromClicks|TestReplicationsDrawAfresh|TestHistoriesAreForgottenOldestFirst|TestFrequencyCaps|TestWeeklyBudgetRollsOver"},
		{"./sim/regimes", "TestBlindnessByHand|TestLinkedInByHand|TestPandoraByHand"}, {"./agents", "TestOutcomesOfEventsByHand"},
		{"./reports", "TestMetrics|TestLifetimeValueIsDiscounted|TestDriftIsPer30Days|TestPostPeriodTruthIsOfTheLastDayOfExposure|TestEffectsAreAgainstTheirOwnBase|TestBothSidesOfACheckShareItsError|TestLooksSpendTheirShare"},
		{"./reports/stats", "TestFiellerWithCovariance|TestQuantilesOfLevels|TestCompareSleep"}}},
	{"Output never replaces a file that the same command reads, also through links or on standard input, nor a file at the place of the link to the newest run", []check{{"./cmd/cli", "TestScript/output_files|TestFormsReplaceNoBaseline|TestRefusalsKeepData|TestLatestIsNotReplaced|TestStandardInputIsSpared"}}},
	{"Fonts of the system are read within bounds, and damaged ones are skipped", []check{{"./reports/figures", "TestDamagedFontsArePassedOver"}}},
	{"A panic in a part, also in a plug-in, ends the run and not the process, and so does an answer that no part may give; a price below 0, above the bid or of no number breaks an invariant", []check{{"./sim",
		"TestBrokenPartEndsTheRun|TestBrokenPopulationEndsTheRun|TestUnfitAnswersEndTheRun|TestBidsThatAreNoneAreCounted|TestBreaches"}}},
	{"A soak of small runs in one process leaves no memory, goroutine or file behind", []check{{"./cmd/cli", "TestSoak"}}},
	{"A clock that jumps by years changes nothing but run.json", []check{{"./cmd/cli", "TestClockJumps|TestClockGoesBackBetweenRuns"}}},
	{"Everything that is shipped has its licence text", []check{{"./cmd/notices", "TestEveryModuleHasALicence"}}},
	{"The container image has only a static binary and its notices, and runs without privileges; unmaintained modules are justified in SECURITY.md", []check{
		{"./cmd/notices", "TestImageIsWithoutRights|TestUnmaintainedModulesAreJustified"}}},
	{"Two builds in two folders are equal and static, and contain no folder name", []check{{".ci/release", ""}}},
}
