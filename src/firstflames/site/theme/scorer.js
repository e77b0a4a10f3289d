// How search ranks pages. As Sphinx does it, but chapters come before reference pages: a list of works
// or of names holds every word that a reader may look for.
var Scorer = {
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: {},
  objPrioDefault: 0,
  // result: [page, title, anchor, description, score, file]
  score: (result) => result[4] + (result[0].startsWith("chapters/") ? 10 : 0),
};
