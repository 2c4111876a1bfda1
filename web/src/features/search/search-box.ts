/** The id of the search box, which `/` leads to. */
export const SEARCH_BOX = 'search-box';
