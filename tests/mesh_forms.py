"""MeSH files in NLM's forms, with invented names: no word of NLM's own is in them."""

XML = {
    "desc2031.xml": """<?xml version="1.0"?>
<!DOCTYPE DescriptorRecordSet SYSTEM "https://www.nlm.nih.gov/databases/dtd/nlmdescriptorrecordset_20310101.dtd">
<DescriptorRecordSet LanguageCode = "eng">
<DescriptorRecord DescriptorClass = "1">
 <DescriptorUI>D990001</DescriptorUI>
 <DescriptorName><String>Invented Disorders</String></DescriptorName>
 <AllowableQualifiersList>
  <AllowableQualifier><QualifierReferredTo><QualifierUI>Q990001</QualifierUI>
   <QualifierName><String>mending</String></QualifierName></QualifierReferredTo>
   <Abbreviation>MN</Abbreviation></AllowableQualifier>
 </AllowableQualifiersList>
 <TreeNumberList><TreeNumber>C99</TreeNumber></TreeNumberList>
 <ConceptList><Concept PreferredConceptYN="Y"><ConceptUI>M990001</ConceptUI>
  <ConceptName><String>Invented Disorders</String></ConceptName>
  <TermList>
   <Term RecordPreferredTermYN="Y"><String>Invented Disorders</String></Term>
   <Term RecordPreferredTermYN="N"><String>Disorders, Invented</String></Term>
  </TermList></Concept></ConceptList>
</DescriptorRecord>
<DescriptorRecord DescriptorClass = "1">
 <DescriptorUI>D990002</DescriptorUI>
 <DescriptorName><String>Narrow Disorder (Grade 2), Left &amp; Right</String></DescriptorName>
 <TreeNumberList><TreeNumber>C99.100</TreeNumber><TreeNumber>F98</TreeNumber></TreeNumberList>
 <ConceptList><Concept><TermList>
   <Term><String>Narrow Disorder (Grade 2), Left &amp; Right</String></Term>
   <Term><String>
     Narrowness
   </String></Term></TermList></Concept></ConceptList>
</DescriptorRecord>
<DescriptorRecord DescriptorClass = "1">
 <DescriptorUI>D990003</DescriptorUI>
 <DescriptorName><String>Soothing Agents</String></DescriptorName>
 <TreeNumberList><TreeNumber>D97.100</TreeNumber></TreeNumberList>
</DescriptorRecord>
<DescriptorRecord DescriptorClass = "1">
 <DescriptorUI>D990004</DescriptorUI>
 <DescriptorName><String>Deeply Soothing Agents</String></DescriptorName>
 <TreeNumberList><TreeNumber>D97.100.500</TreeNumber></TreeNumberList>
</DescriptorRecord>
<DescriptorRecord DescriptorClass = "1">
 <DescriptorUI>D990005</DescriptorUI>
 <DescriptorName><String>Placatol</String></DescriptorName>
 <PharmacologicalActionList><PharmacologicalAction><DescriptorReferredTo>
  <DescriptorUI>D990004</DescriptorUI>
  <DescriptorName><String>Deeply Soothing Agents</String></DescriptorName>
 </DescriptorReferredTo></PharmacologicalAction></PharmacologicalActionList>
 <TreeNumberList><TreeNumber>D02.900</TreeNumber></TreeNumberList>
</DescriptorRecord>
</DescriptorRecordSet>
""",
    "qual2031.xml": """<?xml version="1.0"?>
<QualifierRecordSet LanguageCode = "eng">
<QualifierRecord><QualifierUI>Q990001</QualifierUI>
 <QualifierName><String>mending</String></QualifierName>
 <TreeNumberList><TreeNumber>Y99</TreeNumber></TreeNumberList>
 <ConceptList><Concept><TermList><Term><String>mending</String>
  <Abbreviation>MN</Abbreviation></Term><Term><String>repair</String></Term></TermList></Concept>
 </ConceptList></QualifierRecord>
<QualifierRecord><QualifierUI>Q990002</QualifierUI>
 <QualifierName><String>glue &amp; tape</String></QualifierName>
 <TreeNumberList><TreeNumber>Y99.010</TreeNumber></TreeNumberList>
 <ConceptList><Concept><TermList><Term><String>glue &amp; tape</String>
  <Abbreviation>GT</Abbreviation></Term></TermList></Concept></ConceptList></QualifierRecord>
</QualifierRecordSet>
""",
    "supp2031.xml": """<?xml version="1.0"?>
<SupplementalRecordSet LanguageCode = "eng">
<SupplementalRecord SCRClass = "1">
 <SupplementalRecordUI>C990001</SupplementalRecordUI>
 <SupplementalRecordName><String>calmidine</String></SupplementalRecordName>
 <HeadingMappedToList><HeadingMappedTo><DescriptorReferredTo>
  <DescriptorUI>*D990005</DescriptorUI><DescriptorName><String>Placatol</String></DescriptorName>
 </DescriptorReferredTo></HeadingMappedTo></HeadingMappedToList>
 <PharmacologicalActionList><PharmacologicalAction><DescriptorReferredTo>
  <DescriptorUI>D990003</DescriptorUI>
  <DescriptorName><String>Soothing Agents</String></DescriptorName>
 </DescriptorReferredTo></PharmacologicalAction></PharmacologicalActionList>
 <ConceptList><Concept><TermList><Term><String>calmidine</String></Term>
  <Term><String>CLM-7</String></Term></TermList></Concept></ConceptList>
</SupplementalRecord>
</SupplementalRecordSet>
""",
    "pa2031.xml": """<?xml version="1.0"?>
<PharmacologicalActionSet LanguageCode = "eng">
<PharmacologicalAction>
 <DescriptorReferredTo><DescriptorUI>D990003</DescriptorUI>
  <DescriptorName><String>Soothing Agents</String></DescriptorName></DescriptorReferredTo>
 <PharmacologicalActionSubstanceList>
  <Substance><RecordUI>C990009</RecordUI><RecordName><String>lullamine</String></RecordName>
  </Substance>
 </PharmacologicalActionSubstanceList>
</PharmacologicalAction>
</PharmacologicalActionSet>
""",
}
ASCII = {
    "d2031.bin": """*NEWRECORD
RECTYPE = D
MH = Invented Disorders
AQ = MN
ENTRY = Disorders, Invented
MN = C99
UI = D990001

*NEWRECORD
RECTYPE = D
MH = Narrow Disorder (Grade 2), Left & Right
PRINT ENTRY = Narrowness|T047|NON|EQV|NLM (2031)|310101|abcdef
MN = C99.100
MN = F98
UI = D990002

*NEWRECORD
RECTYPE = D
MH = Soothing Agents
MN = D97.100
UI = D990003

*NEWRECORD
RECTYPE = D
MH = Deeply Soothing Agents
MN = D97.100.500
UI = D990004

*NEWRECORD
RECTYPE = D
MH = Placatol
MN = D02.900
PA = Deeply Soothing Agents
UI = D990005
""",
    "q2031.bin": """*NEWRECORD
RECTYPE = Q
SH = mending
QE = MEND
QA = MN
QX = repair|EQV
UI = Q990001

*NEWRECORD
RECTYPE = Q
SH = glue & tape
QA = GT
UI = Q990002
""",
    "c2031.bin": """*NEWRECORD
RECTYPE = C
NM = calmidine
SY = CLM-7|T109|LAB|EQV|NLM (2031)|310101|abcdef
HM = *Placatol
PA = Soothing Agents
UI = C990001
""",
}
